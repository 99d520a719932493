"""Models as PyTorch users write and export them."""
import torch
from torch import nn
import torch.nn.functional as F


class Residual(nn.Module):
    """Two convolutions with batch norm, and a shortcut (He et al. 2016)."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)) if stride > 1 else nn.Identity()

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class ResNet(nn.Module):
    """A residual net for images of 3 x 16 x 16."""

    def __init__(self, classes=5):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
        self.blocks = nn.Sequential(Residual(8, 8, 1), Residual(8, 12, 2), Residual(12, 16, 2))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(16, classes)

    def forward(self, x):
        return self.fc(torch.flatten(self.pool(self.blocks(self.stem(x))), 1))


class InvertedResidual(nn.Module):
    """Widen, convolve each channel alone, narrow without activation (Sandler et al. 2018, table 1)."""

    def __init__(self, inputs, outputs, stride, widening):
        super().__init__()
        width = inputs * widening
        widen = [nn.Conv2d(inputs, width, 1, bias=False), nn.BatchNorm2d(width), nn.SiLU()] if widening > 1 else []
        self.keeps = stride == 1 and inputs == outputs
        self.conv = nn.Sequential(
            *widen, nn.Conv2d(width, width, 3, stride, 1, groups=width, bias=False), nn.BatchNorm2d(width), nn.SiLU(),
            nn.Conv2d(width, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return x + self.conv(x) if self.keeps else self.conv(x)


class MobileNet(nn.Module):
    """
    MobileNetV2 of width 1 (Sandler et al. 2018, table 2): 52 convolutions and a linear head, 2.2 million parameters. With SiLU in the
    place of ReLU6 (as EfficientNet has it): of a million activations one always lies within rounding of a kink.
    """

    def __init__(self, classes=10):
        super().__init__()
        layers, width = [nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.SiLU()], 32
        for widening, outputs, repeats, stride in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]:
            for i in range(repeats):
                layers.append(InvertedResidual(width, outputs, stride if i == 0 else 1, widening))
                width = outputs
        self.features = nn.Sequential(*layers, nn.Conv2d(width, 1280, 1, bias=False), nn.BatchNorm2d(1280), nn.SiLU())
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, classes))

    def forward(self, x):
        return self.classifier(self.features(x).mean([2, 3]))


class Transformer(nn.Module):
    """An encoder of two blocks with learned positions and a class token (Vaswani et al. 2017, Devlin et al. 2019)."""

    def __init__(self, inputs=6, width=16, length=12, classes=4):
        super().__init__()
        self.embed = nn.Linear(inputs, width)
        self.token = nn.Parameter(torch.zeros(1, 1, width))
        self.positions = nn.Parameter(torch.zeros(1, length + 1, width))
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(width, 4, 32, batch_first=True, activation='gelu'), 2)
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), self.embed(x)], 1)
        return self.head(self.encoder(x + self.positions)[:, 0])


class LstmClassifier(nn.Module):
    """Two layers of LSTM, classes from the last step."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(5, 12, num_layers=2, batch_first=True)
        self.head = nn.Linear(12, 4)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


class GruClassifier(nn.Module):
    """A GRU in both directions, classes from the mean over time."""

    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(5, 10, batch_first=True, bidirectional=True)
        self.head = nn.Linear(20, 4)

    def forward(self, x):
        return self.head(self.gru(x)[0].mean(1))


class SensorNet(nn.Module):
    """Convolutions over time for windows of an accelerometer."""

    def __init__(self, classes=6):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv1d(3, 16, 7, stride=2, padding=3), nn.BatchNorm1d(16), nn.ReLU(), nn.MaxPool1d(2),
            nn.Conv1d(16, 24, 5, padding=4, dilation=2), nn.BatchNorm1d(24), nn.ReLU(), nn.AvgPool1d(3, 2, 1, ceil_mode=True))
        self.head = nn.Sequential(nn.AdaptiveAvgPool1d(2), nn.Flatten(), nn.Dropout(), nn.Linear(48, classes))

    def forward(self, x):
        return self.head(self.features(x))


class Double(nn.Sequential):
    """Twice a convolution, batch norm and ReLU."""

    def __init__(self, inputs, outputs):
        super().__init__(*(layer for i in (inputs, outputs) for layer in (nn.Conv2d(i, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU())))


class UNet(nn.Module):
    """Classes of pixels (Ronneberger et al. 2015): up once by a transposed convolution, once by interpolation to the size of the skip."""

    def __init__(self, classes=3):
        super().__init__()
        self.down1, self.down2, self.bottom = Double(1, 6), Double(6, 8), Double(8, 12)
        self.up2 = nn.ConvTranspose2d(12, 8, 2, stride=2)
        self.merge2, self.merge1 = Double(16, 8), Double(14, 6)
        self.head = nn.Conv2d(6, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(F.max_pool2d(a, 2))
        c = self.bottom(F.max_pool2d(b, 2))
        b = self.merge2(torch.cat([self.up2(c), b], 1))
        return self.head(self.merge1(torch.cat([F.interpolate(b, size=a.shape[2:], mode='bilinear', align_corners=False), a], 1)))
