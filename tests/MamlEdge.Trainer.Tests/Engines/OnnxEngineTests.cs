using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Engines;

/// <summary>The engine on models whose meta-gradients an independent automatic differentiation gave.</summary>
public sealed class OnnxEngineTests
{
    [SharedFact]
    public void The_mean_meta_gradient_of_equal_tasks_is_that_of_one()
    {
        foreach (var name in new[] { "sinusoid_mlp_k1", "conv_batchnorm_stride_k1", "logistic_k3" })
        {
            var reference = GoldenCase.Load(name);
            using var engine = new OnnxEngine(reference.Meta(), threads: 2);
            var gradient = new ParameterVector(engine.Layout);

            var result = engine.Compute([reference.Task, reference.Task, reference.Task], reference.Parameters(engine.Layout), gradient);

            Assert.Equal(reference.QueryLoss(), result.Loss, 1e-4 * reference.QueryLoss());
            Assert.Equal(reference.Task.Query.Kind == TargetKind.Classes, result.Accuracy is not null);
            reference.AssertGradient(gradient, 5e-4);
        }
    }

    [SharedFact]
    public void Learned_rates_are_parameters_with_gradients_of_their_own()
    {
        var reference = GoldenCase.Load("metasgd_mlp_k2");
        using var engine = new OnnxEngine(reference.Meta());
        Assert.Contains(engine.Layout.Slots, slot => slot.Name.StartsWith("lr.", StringComparison.Ordinal));
        var gradient = new ParameterVector(engine.Layout);
        engine.Compute([reference.Task], reference.Parameters(engine.Layout), gradient);
        reference.AssertGradient(gradient, 5e-4);
    }

    [SharedFact]
    public void The_result_does_not_depend_on_the_number_of_threads_and_little_on_the_tasks_of_a_run()
    {
        var reference = GoldenCase.Load("conv_batchnorm_stride_k1");
        var episodes = Enumerable.Range(0, 9).Select(seed => reference.Noisy((ulong)seed)).ToArray();
        float[] Gradient(int threads, int tasksPerRun, out MetaBatchResult result)
        {
            using var engine = new OnnxEngine(tasksPerRun == 1 ? reference.Meta() : reference.BatchMeta(), threads, tasksPerRun);
            var gradient = new ParameterVector(engine.Layout);
            engine.Compute(episodes[..4], reference.Parameters(engine.Layout), gradient);
            result = engine.Compute(episodes, reference.Parameters(engine.Layout), gradient);
            return gradient.Values;
        }

        var single = Gradient(1, 1, out var one);
        Assert.Equal(9, one.Tasks.Select(task => task.Loss).Distinct().Count());
        foreach (var tasksPerRun in new[] { 1, 4, 9 })
        {
            var gradient = Gradient(1, tasksPerRun, out var narrow);
            Assert.Equal(gradient, Gradient(4, tasksPerRun, out var wide));
            Assert.Equal(narrow.Tasks, wide.Tasks);
            var largest = single.Max(Math.Abs);
            Assert.All(single.Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * largest));
            Assert.All(one.Tasks.Zip(narrow.Tasks), pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 1e-4));
            Assert.Equal(one.Tasks.Select(task => task.Accuracy), narrow.Tasks.Select(task => task.Accuracy));
        }
    }

    [SharedFact]
    public void Runs_of_several_tasks_need_a_graph_with_a_task_axis_and_tasks_of_one_size()
    {
        var reference = GoldenCase.Load("sinusoid_mlp_k1");
        Assert.Contains("Write it with a task axis", Assert.Throws<ArgumentException>(() => new OnnxEngine(reference.Meta(), tasksPerRun: 2)).Message, StringComparison.Ordinal);
        using var engine = new OnnxEngine(reference.BatchMeta(), tasksPerRun: 2);
        var small = new SinusoidTasks().Sample(Split.Train, new EpisodeShape(1, 2, 3), new(1));
        var error = Assert.Throws<ArgumentException>(() => engine.Evaluate([small, reference.Task], reference.Parameters(engine.Layout)));
        Assert.Contains("must have equally many examples", error.Message, StringComparison.Ordinal);
    }

    [SharedFact]
    public void Episodes_of_another_size_may_follow()
    {
        var reference = GoldenCase.Load("sinusoid_mlp_k1");
        using var engine = new OnnxEngine(reference.Meta());
        var parameters = reference.Parameters(engine.Layout);
        var tasks = new SinusoidTasks();
        var small = tasks.Sample(Split.Train, new EpisodeShape(1, 2, 3), new(1));
        var before = engine.Evaluate([reference.Task], parameters);
        Assert.NotEqual(before.Loss, engine.Evaluate([small], parameters).Loss);
        Assert.Equal(before.Loss, engine.Evaluate([reference.Task], parameters).Loss);
    }

    [SharedFact]
    public void A_model_that_is_no_meta_gradient_and_an_empty_batch_are_refused()
    {
        var reference = GoldenCase.Load("sinusoid_mlp_k1");
        var error = Assert.Throws<InvalidDataException>(() => new OnnxEngine(File.ReadAllBytes(Path.Combine(GoldenCase.Folder!, "sinusoid_mlp_k1.onnx"))));
        Assert.Contains("expected the input 'support_x'", error.Message, StringComparison.Ordinal);
        using var engine = new OnnxEngine(reference.Meta());
        Assert.Throws<ArgumentException>(() => engine.Evaluate([], reference.Parameters(engine.Layout)));
    }
}

/// <summary>A reference model as the engine sees it.</summary>
file static class GoldenCaseOnnx
{
    public static double QueryLoss(this GoldenCase golden) => golden.Expected["query_loss"].ToDoubles()[0];

    public static byte[] Meta(this GoldenCase golden) => MetaGradientModel.Write(golden.Model, golden.Inner, queryOutput: golden.Inner.Loss == LossKind.CrossEntropy);

    public static byte[] BatchMeta(this GoldenCase golden) => MetaGradientModel.WriteBatch(golden.Model, golden.Inner, queryOutput: golden.Inner.Loss == LossKind.CrossEntropy);

    public static ParameterVector Parameters(this GoldenCase golden, ParameterLayout layout)
    {
        var parameters = InitialParameters.Of(layout, golden.Model, golden.Inner);
        foreach (var slot in layout.Slots) Assert.Equal(golden.Expected[slot.Name].ToFloats(), parameters[slot].ToArray());
        return parameters;
    }

    public static void AssertGradient(this GoldenCase golden, ParameterVector gradient, double tolerance)
    {
        var expected = gradient.Layout.Slots.Select(slot => golden.Expected["meta" + (slot.Name.StartsWith("lr", StringComparison.Ordinal) ? slot.Name : slot.Name[5..])].ToDoubles()).ToArray();
        foreach (var kind in new[] { "theta.", "lr." })
        {
            var pairs = gradient.Layout.Slots.Zip(expected).Where(pair => pair.First.Name.StartsWith(kind, StringComparison.Ordinal)).ToArray();
            if (pairs.Length == 0) continue;
            var largest = pairs.Max(pair => pair.Second.Max(Math.Abs));
            Assert.True(largest > 0);
            foreach (var (slot, values) in pairs)
                for (var i = 0; i < values.Length; i++) Assert.Equal(values[i], gradient[slot][i], tolerance * largest);
        }
    }
}
