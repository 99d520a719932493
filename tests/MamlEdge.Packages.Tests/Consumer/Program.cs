// Uses the three libraries as packages: the exporter writes a bundle, the trainer's engine opens its meta-gradient, the runtime adapts it.
using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Random;

var folder = args[0];
BundleWriter.Write(folder, new BundleContents
{
    Model = new MlpSpec(1, [8], 1).Build(seed: 1),
    Inner = new InnerLoopSpec { Loss = LossKind.Mse, Steps = 2, LearningRate = 0.05f },
    Provenance = new Provenance { Tool = "consumer" },
    MetaGradient = true,
});
using var engine = new OnnxEngine(File.ReadAllBytes(Path.Combine(folder, BundleFiles.Meta)), threads: 1);

var random = new SeededRandom(1);
float[] x = [.. Enumerable.Range(0, 5).Select(_ => (float)random.Normal())];
using var model = MetaModel.Load(folder);
using var personal = model.Adapt(new Examples(x, 5, 1), new Examples(Array.ConvertAll(x, at => 2 * at), 5, 1));
Console.WriteLine(personal.Report!.Losses[^1] < personal.Report.Losses[0] ? "learned" : "not learned");
