namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>Matrix products in all broadcast forms.</summary>
internal static partial class FormCases
{
    private static IEnumerable<FormCase> Products()
    {
        yield return new("MatMul", "vector by vector", 13, [X(4), X(4)]);
        yield return new("MatMul", "vector by matrix", 13, [X(4), X(4, 3)]);
        yield return new("MatMul", "matrix by vector", 13, [X(3, 4), X(4)]);
        yield return new("MatMul", "batch by vector", 13, [X(2, 3, 4), X(4)]);
        yield return new("MatMul", "vector by batch", 13, [X(4), X(2, 4, 3)]);
        yield return new("MatMul", "batch by matrix", 13, [X(2, 3, 4), X(4, 2)]);
        yield return new("MatMul", "matrix by batch", 13, [X(3, 4), X(2, 4, 2)]);
        yield return new("MatMul", "batches that broadcast", 13, [X(2, 1, 3, 4), X(3, 4, 2)]);
        yield return new("Gemm", "no C", 13, [X(3, 4), X(4, 2)]);
        yield return new("Gemm", "scalar C", 13, [X(3, 4), X(4, 2), X()], ("beta", 0.5));
        yield return new("Gemm", "one-element C", 11, [X(3, 4), X(4, 2), X(1)], ("alpha", 0.5));
        yield return new("Gemm", "row C", 13, [X(3, 4), X(4, 2), X(2)], ("alpha", 0.5), ("beta", 2.0));
        yield return new("Gemm", "column C", 13, [X(3, 4), X(4, 2), X(3, 1)], ("beta", 2.0));
        yield return new("Gemm", "full C, both transposed", 13, [X(4, 3), X(2, 4), X(3, 2)], ("transA", 1), ("transB", 1), ("alpha", 1.5), ("beta", 0.5));
        yield return new("Gemm", "left transposed", 13, [X(4, 3), X(4, 2), X(1, 2)], ("transA", 1));
        yield return new("Gemm", "right transposed", 13, [X(3, 4), X(2, 4), X(2)], ("transB", 1));
        foreach (var (what, equation, shapes) in new (string, string, long[][])[]
        {
            ("batched product", "bij,bjk->bik", [[2, 3, 4], [2, 4, 5]]),
            ("implicit output", "ij,jk", [[3, 4], [4, 2]]),
            ("implicit transposition", "ba", [[3, 4]]),
            ("diagonal", "ii->i", [[3, 3]]),
            ("trace", "ii", [[3, 3]]),
            ("diagonal of a batch", "...ii->...i", [[2, 3, 3]]),
            ("ellipsis on both", "...ij,...jk->...ik", [[2, 1, 3, 4], [1, 5, 4, 2]]),
            ("ellipsis in front and behind", "i...,j...->ij...", [[2, 3], [4, 3]]),
            ("implicit output with ellipsis", "...ij,...jk", [[2, 3, 4], [2, 4, 2]]),
            ("outer product", "i,j->ij", [[3], [4]]),
            ("inner product", "i,i->", [[4], [4]]),
            ("sum over everything", "ij->", [[3, 4]]),
            ("three operands", "ij,jk,kl->il", [[2, 3], [3, 4], [4, 2]]),
            ("bilinear form", "bi,oij,bj->bo", [[2, 3], [4, 3, 2], [2, 2]]),
            ("elementwise", "ij,ij->ij", [[3, 4], [3, 4]]),
            ("sum of one operand", "ijk,il->l", [[2, 3, 4], [2, 3]]),
            ("scalar operand", ",i->i", [[], [3]]),
            ("spaces", " i j , j k -> k i ", [[2, 3], [3, 4]]),
        })
        {
            yield return new("Einsum", what, 12, [.. shapes], ("equation", equation));
        }
    }
}
