// A service with a model of its own for each person, over one bundle.
//   dotnet run --project service -- --bundle models/sinusoid-mlp --states /var/lib/people --urls http://127.0.0.1:5080
//   PUT    /people/{name}/examples     {"x": [...], "shape": [5, 1], "targets": [...]} or {..., "labels": [0, 1, 2]}
//   POST   /people/{name}/predictions  {"x": [...], "shape": [1, 1]}
//   DELETE /people/{name}
using System.Text.RegularExpressions;
using MamlEdge.Bundle;
using MamlEdge.Runtime;

var builder = WebApplication.CreateBuilder(args);
var bundle = builder.Configuration["bundle"] ?? throw new InvalidOperationException("Say --bundle BUNDLE and --states FOLDER.");
var people = new People(MetaModel.Load(bundle), builder.Configuration["states"] ?? throw new InvalidOperationException("Say --states FOLDER."));
builder.Services.AddSingleton(_ => people); // the factory makes the container dispose it
var app = builder.Build();
_ = app.Services.GetRequiredService<People>();

// Data that do not fit are the caller's mistake; the message says what was expected.
app.Use(async (context, next) =>
{
    try
    {
        await next(context);
    }
    catch (InputException error)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        await context.Response.WriteAsJsonAsync(new { error = error.Message });
    }
});

app.MapPut("/people/{name}/examples", (string name, Labelled given, CancellationToken aborted) => people.Learn(name, given, aborted));
app.MapPost("/people/{name}/predictions", (string name, Queries given, CancellationToken aborted) => people.Predict(name, given, aborted));
app.MapDelete("/people/{name}", (string name) => people.Forget(name));
app.Run();

/// <summary>Examples with class labels, or with targets.</summary>
internal sealed record Labelled(float[] X, long[] Shape, long[]? Labels, float[]? Targets, long[]? TargetShape);

/// <summary>Examples to predict.</summary>
internal sealed record Queries(float[] X, long[] Shape);

/// <summary>What an adaptation did.</summary>
internal sealed record Learned(IReadOnlyList<float> SupportLoss, double Milliseconds, string Guard);

/// <summary>What a model says: row-major values of a shape.</summary>
internal sealed record Answer(float[] Y, long[] Shape, bool Personal);

/// <summary>Everybody's states: on disk, and those in use in memory. One bundle and one session serve all.</summary>
internal sealed partial class People(MetaModel model, string folder) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PersonalState> _states = [];

    /// <summary>Adapts from the person's state, or from the meta-learned weights.</summary>
    public Learned Learn(string name, Labelled given, CancellationToken aborted)
    {
        var (path, from) = (PathOf(name), Find(name));
        var x = new Examples(given.X, given.Shape);
        using var personal = given.Labels is { } labels
            ? model.Adapt(x, labels, from: from, cancellationToken: aborted)
            : model.Adapt(x, new Examples(given.Targets ?? [], given.TargetShape ?? [x.Count, 1]), from: from, cancellationToken: aborted);
        lock (_lock)
        {
            Directory.CreateDirectory(folder);
            personal.Save(path);
            _states[name] = personal.State;
        }

        var report = personal.Report!;
        return new Learned(report.Losses, report.Elapsed.TotalMilliseconds, report.GuardReason);
    }

    /// <summary>Predicts with the person's weights as inputs of the session that all share.</summary>
    public Answer Predict(string name, Queries given, CancellationToken aborted)
    {
        var (x, state) = (new Examples(given.X, given.Shape), Find(name));
        var predictions = state is null ? model.Predict(x, aborted) : model.Predict(x, state, aborted);
        return new Answer(predictions.Values, predictions.Shape.ToArray(), state is not null);
    }

    /// <summary>Removes what was learned.</summary>
    public void Forget(string name)
    {
        lock (_lock)
        {
            _states.Remove(name);
            File.Delete(PathOf(name));
        }
    }

    public void Dispose() => model.Dispose();

    // A name becomes a file name, so it must not be able to lead anywhere else.
    [GeneratedRegex("^[A-Za-z0-9-]{1,64}$")]
    private static partial Regex Name();

    private PersonalState? Find(string name)
    {
        var path = PathOf(name);
        lock (_lock)
        {
            if (!_states.TryGetValue(name, out var state) && File.Exists(path))
                _states[name] = state = PersonalState.Load(path);
            return state;
        }
    }

    private string PathOf(string name) => Name().IsMatch(name)
        ? Path.Combine(folder, name + ".state")
        : throw new InputException("Name", "1 to 64 letters, digits and hyphens", $"'{name}'", "Choose another name.");
}
