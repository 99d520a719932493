// A service with a model of its own for each person, over one bundle.
//   dotnet run --project service -- --bundle models/sinusoid-mlp --states /var/lib/people --urls http://127.0.0.1:5080
//   PUT    /people/{name}/examples     {"x": [...], "shape": [5, 1], "targets": [...]} or {..., "labels": [0, 1, 2]}
//   POST   /people/{name}/predictions  {"x": [...], "shape": [1, 1]}
//   POST   /people/{name}/undo
//   DELETE /people/{name}
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
app.MapPost("/people/{name}/undo", (string name) => people.Undo(name));
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

/// <summary>Everybody's models: their states in a store on disk, those in use in memory, within bounds. One bundle serves all.</summary>
internal sealed class People : IDisposable
{
    private readonly MetaModel _model;
    private readonly StateStore _store;
    private readonly PersonalModelCache _models;
    private readonly Lock[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];

    public People(MetaModel model, string folder)
    {
        (_model, _store) = (model, StateStore.Open(folder));
        _models = model.Serve(StateOf);
    }

    /// <summary>Adapts from the person's state, or from the meta-learned weights. The examples are kept, so that a new bundle can adapt from them.</summary>
    public Learned Learn(string name, Labelled given, CancellationToken aborted)
    {
        var x = new Examples(given.X, given.Shape);
        var support = given.Labels is { } labels ? _model.Keep(x, labels) : _model.Keep(x, new Examples(given.Targets ?? [], given.TargetShape ?? [x.Count, 1]));
        lock (TurnOf(name))
        {
            var from = IsKnown(name) ? StateOf(name) : null;
            using var personal = _model.Adapt(support, from: from, cancellationToken: aborted);
            _store.Save(name, personal.State, _store.SupportOf(name, support, from));
            _models.Remove(name); // the next prediction loads the new state
            var report = personal.Report!;
            return new Learned(report.Losses, report.Elapsed.TotalMilliseconds, report.GuardReason);
        }
    }

    /// <summary>Predicts with the person's model, or with the meta-learned one where there is none.</summary>
    public Answer Predict(string name, Queries given, CancellationToken aborted)
    {
        var x = new Examples(given.X, given.Shape);
        try
        {
            var own = _models.Predict(name, x, aborted); // reads the disk for those only who are not in memory
            return new Answer(own.Values, own.Shape.ToArray(), Personal: true);
        }
        catch (BundleException) when (!IsKnown(name))
        {
            var common = _model.Predict(x, aborted);
            return new Answer(common.Values, common.Shape.ToArray(), Personal: false);
        }
    }

    /// <summary>Goes back to what was before the last examples.</summary>
    public IResult Undo(string name)
    {
        lock (TurnOf(name))
        {
            if (_store.Current(name) is not { Replaces: not null })
                return Results.NotFound();
            _store.Rollback(name);
            _models.Remove(name);
            return Results.Ok();
        }
    }

    /// <summary>Removes every trace of a person.</summary>
    public IResult Forget(string name)
    {
        lock (TurnOf(name))
            return _models.Forget(_store, name) ? Results.Ok() : Results.NotFound();
    }

    public void Dispose()
    {
        _models.Dispose();
        _store.Dispose();
        _model.Dispose();
    }

    /// <summary>The person's state; after an update of the bundle one that is adapted anew from the kept examples.</summary>
    private PersonalState StateOf(string name)
    {
        using var restored = _model.Restore(_store, name, BundleUpdatePolicy.ReadaptFromSupport);
        return restored.Personal.State;
    }

    /// <summary>What changes a person takes turns: no examples are lost, and those on their way when a person is forgotten bring nobody back.</summary>
    private Lock TurnOf(string name) => _turns[(uint)name.GetHashCode() % _turns.Length];

    private bool IsKnown(string name) => _store.Current(name) is not null;
}
