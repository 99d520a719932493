namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>Operators that move elements, and resizing.</summary>
internal static partial class FormCases
{
    private static IEnumerable<FormCase> Shapings()
    {
        yield return new("Slice", "negative step", 13, [X(3, 6), Longs(-1), Longs(int.MinValue), Longs(1), Longs(-2)]);
        yield return new("Slice", "step over one, to the end", 13, [X(7, 3), Longs(1), Longs(int.MaxValue), Longs(0), Longs(3)]);
        yield return new("Slice", "two axes, default axes and steps", 11, [X(4, 5), Longs(1, -3), Longs(3, long.MaxValue)]);
        yield return new("Slice", "negative axis, empty part", 13, [X(4, 5), Longs(2), Longs(2), Longs(-1)]);
        yield return new("Slice", "out of range bounds", 13, [X(4, 5), Longs(-9, 2), Longs(9, 1000), Longs(0, 1)]);
        yield return new("Pad", "constant, value", 13, [X(2, 3), Longs(1, 0, 2, 1), Float(0.7)]);
        yield return new("Pad", "constant, old", 11, [X(2, 3), Longs(0, 1, 0, 2)], ("mode", "constant"));
        yield return new("Pad", "negative pads", 13, [X(4, 5), Longs(-1, 2, 1, -2)]);
        yield return new("Pad", "axes as input", 18, [X(2, 3, 4), Longs(1, 2), null, Longs(-1)]);
        yield return new("Pad", "reflect", 13, [X(4, 5), Longs(2, 1, 0, 3)], ("mode", "reflect"));
        yield return new("Pad", "edge", 13, [X(3, 4), Longs(2, 1, 0, 3)], ("mode", "edge"));
        yield return new("Pad", "wrap", 19, [X(4, 5), Longs(2, 1, 0, 3)], ("mode", "wrap"));
        yield return new("Pad", "edge with negative pads", 18, [X(3, 4), Longs(-1, 1, 0, -2)], ("mode", "edge"));
        yield return new("Split", "sizes as attribute", 11, [X(2, 6)], ("axis", 1), ("split", Ints(1, 2, 3))) { Outputs = [true, true, true] };
        yield return new("Split", "sizes as input", 13, [X(6, 2), Longs(4, 2)]) { Outputs = [true, true] };
        yield return new("Split", "equal parts", 13, [X(2, 6)], ("axis", -1)) { Outputs = [true, true, true] };
        yield return new("Split", "uneven parts", 18, [X(7, 2)], ("num_outputs", 3)) { Outputs = [true, true, true] };
        yield return new("Split", "unused part", 13, [X(2, 6)], ("axis", 1)) { Outputs = [true, false, true], HasKernel = false };
        yield return new("Tile", "two axes", 13, [X(2, 3), Longs(2, 3)]);
        yield return new("Tile", "nothing", 13, [X(2, 3), Longs(1, 1)]);
        yield return new("Expand", "both ways", 13, [X(3, 1), Longs(2, 1, 4)]);
        foreach (var upper in new[] { 0, 1 })
        {
            yield return new("Trilu", $"upper = {upper}", 14, [X(2, 3, 4)], ("upper", upper));
            yield return new("Trilu", $"upper = {upper}, k = 1", 14, [X(4, 3), Long(1)], ("upper", upper));
            yield return new("Trilu", $"upper = {upper}, k = -1", 14, [X(4, 4), Long(-1)], ("upper", upper));
        }

        yield return new("Squeeze", "axes as attribute", 11, [X(1, 3, 1)], ("axes", Ints(0)));
        yield return new("Squeeze", "axes as input", 13, [X(1, 3, 1), Longs(-1)]);
        yield return new("Squeeze", "all", 13, [X(1, 3, 1)]);
        yield return new("Unsqueeze", "axes as attribute", 11, [X(3)], ("axes", Ints(0, 2)));
        yield return new("Unsqueeze", "axes as input", 13, [X(3, 2), Longs(-1, 0)]);
        yield return new("Flatten", "default", 13, [X(2, 3, 4)]);
        yield return new("Flatten", "negative axis", 13, [X(2, 3, 4)], ("axis", -1));
        yield return new("Flatten", "everything", 13, [X(2, 3)], ("axis", 0));
        yield return new("Reshape", "copied and inferred axes", 14, [X(2, 6), Longs(0, -1, 3)]);
        yield return new("Reshape", "allowzero", 14, [X(0, 3), Longs(3, 0)], ("allowzero", 1));
        yield return new("Transpose", "default", 13, [X(2, 3, 4)]);
        yield return new("Transpose", "perm", 13, [X(2, 3, 4)], ("perm", Ints(1, 2, 0)));
        yield return new("Concat", "negative axis", 13, [X(2, 3), X(2, 1), X(2, 2)], ("axis", -1));
        yield return new("DepthToSpace", "DCR", 11, [X(1, 8, 2, 3)], ("blocksize", 2));
        yield return new("DepthToSpace", "CRD", 13, [X(1, 8, 2, 3)], ("blocksize", 2), ("mode", "CRD"));
        yield return new("SpaceToDepth", "blocks", 13, [X(1, 2, 4, 6)], ("blocksize", 2));
    }

    private static IEnumerable<FormCase> Resizes()
    {
        foreach (var nearest in new[] { "round_prefer_floor", "round_prefer_ceil", "floor", "ceil" })
        {
            foreach (var coordinates in new[] { "half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel" })
                yield return new("Resize", $"nearest {nearest}, {coordinates}", 13, [X(1, 2, 4, 5), null, null, Longs(1, 2, 7, 3)], ("nearest_mode", nearest), ("coordinate_transformation_mode", coordinates));
        }

        foreach (var mode in new[] { "linear", "cubic" })
        {
            foreach (var coordinates in new[] { "half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel", "half_pixel_symmetric" })
                yield return new("Resize", $"{mode}, {coordinates}", 19, [X(1, 2, 4, 5), null, Floats(1, 1, 1.7, 0.6)], ("mode", mode), ("coordinate_transformation_mode", coordinates));
            yield return new("Resize", $"{mode}, antialias", 18, [X(1, 2, 7, 9), null, Floats(1, 1, 0.5, 0.4)], ("mode", mode), ("antialias", 1));
            yield return new("Resize", $"{mode}, antialias, without outside", 18, [X(1, 1, 7, 9), null, Floats(1, 1, 0.5, 0.4)], ("mode", mode), ("antialias", 1), ("exclude_outside", 1));
            yield return new("Resize", $"{mode}, tf_crop_and_resize", 13, [X(1, 2, 4, 5), Floats(0, 0, 0.2, -0.1, 1, 1, 0.9, 1.2), null, Longs(1, 2, 3, 4)], ("mode", mode), ("coordinate_transformation_mode", "tf_crop_and_resize"), ("extrapolation_value", 0.3));
        }

        yield return new("Upsample", "nearest", 11, [X(1, 2, 3, 4), Floats(1, 1, 2, 3)], ("mode", "nearest")) { HasKernel = false };
        yield return new("Upsample", "linear", 11, [X(1, 2, 3, 4), Floats(1, 1, 2, 1.5)], ("mode", "linear")) { HasKernel = false };
        yield return new("Resize", "linear, 1-D", 13, [X(1, 2, 5), null, Floats(1, 1, 2)], ("mode", "linear"));
        yield return new("Resize", "linear, 3-D", 13, [X(1, 1, 3, 2, 4), null, null, Longs(1, 1, 5, 3, 2)], ("mode", "linear"));
        yield return new("Resize", "nearest, tf_half_pixel_for_nn", 11, [X(1, 2, 4, 5), Floats(), Floats(1, 1, 2, 1.6)], ("mode", "nearest"), ("coordinate_transformation_mode", "tf_half_pixel_for_nn"));
        yield return new("Resize", "cubic, without outside", 13, [X(1, 2, 4, 5), null, Floats(1, 1, 2, 1.5)], ("mode", "cubic"), ("exclude_outside", 1));
        yield return new("Resize", "cubic, coefficient", 13, [X(1, 2, 4, 5), null, Floats(1, 1, 2, 1.5)], ("mode", "cubic"), ("cubic_coeff_a", -0.5));
        yield return new("Resize", "axes", 18, [X(1, 2, 4, 5), null, null, Longs(7, 6)], ("mode", "linear"), ("axes", Ints(2, -1)));
        foreach (var policy in new[] { "stretch", "not_larger", "not_smaller" })
            yield return new("Resize", $"aspect ratio {policy}", 18, [X(1, 2, 4, 5), null, null, Longs(7, 6)], ("mode", "linear"), ("axes", Ints(2, 3)), ("keep_aspect_ratio_policy", policy));
    }
}
