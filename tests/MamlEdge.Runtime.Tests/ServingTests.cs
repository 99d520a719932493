using System.Collections.Concurrent;
using MamlEdge.Bundle;
using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed class ServingTests : IDisposable
{
    private static readonly long[] Shape = [2, 4, 8, 8];
    private readonly MetaModel _model = TestBundles.Load("filter");
    private readonly Examples _x = TestBundles.Examples(77, Shape);

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Everybody_gets_their_own_answers_in_bounded_memory()
    {
        var states = States(12);
        using var people = _model.Serve(person => states[person], new ServingOptions { BakedModels = 2, Models = 4, BakeAfter = 6 });
        var expected = states.ToDictionary(state => state.Key, state => Alone(state.Value));

        for (var i = 0; i < 400; i++)
        {
            // Everybody is hot for a while, and two all the time.
            var person = $"{(i % 3 == 0 ? i % 2 : i / 34)}";
            Close.Assert(expected[person], people.Predict(person, _x).Values, 1e-5);
            Assert.InRange(people.Count, 1, 4);
            Assert.InRange(people.BakedCount, 0, 2);
        }

        Assert.Equal(2, people.BakedCount);
        Assert.Equal(12, people.Loads);
        Close.Assert(expected["5"], people.Predict("5", _x).Values, 1e-5);
        Assert.Equal(13, people.Loads);
    }

    [Fact]
    public void Threads_get_their_own_answers_while_models_come_and_go()
    {
        var states = States(8);
        using var people = _model.Serve(person => states[person], new ServingOptions { BakedModels = 1, Models = 2, BakeAfter = 4 });
        var expected = states.ToDictionary(state => state.Key, state => Alone(state.Value));

        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            var person = $"{i * i % 8}";
            Close.Assert(expected[person], people.Predict(person, _x).Values, 1e-5);
            if (i % 50 == 0)
                people.Remove(person);
        });

        Assert.InRange(people.Count, 1, 2);
    }

    [Fact]
    public void A_model_that_is_let_go_of_in_the_middle_of_a_prediction_still_answers()
    {
        var states = States(1);
        using var people = _model.Serve(person => states[person], new ServingOptions { BakedModels = 1, BakeAfter = 3 });
        var expected = Alone(states["0"]);
        using var done = new CancellationTokenSource();
        var removing = new Thread(() =>
        {
            while (!done.IsCancellationRequested)
                people.Remove("0");
        });
        removing.Start();

        try
        {
            Parallel.For(0, 4000, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ => Close.Assert(expected, people.Predict("0", _x).Values, 1e-5));
        }
        finally
        {
            done.Cancel();
            removing.Join();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Predicting_into_a_span_allocates_nothing_in_either_form(int baked)
    {
        var states = States(1);
        using var people = _model.Serve(person => states[person], new ServingOptions { BakedModels = baked, BakeAfter = 10 });
        var y = new float[2 * 16];

        Assert.Equal(0, Allocations.Of(() => people.Predict("0", _x.Values.Span, Shape, y)));

        Assert.Equal(baked, people.BakedCount);
        Close.Assert(Alone(states["0"]), y, 1e-5);
    }

    [Fact]
    public async Task A_new_state_counts_once_the_old_one_is_let_go_of()
    {
        var states = States(2);
        var now = states["0"];
        using var people = _model.Serve(_ => now);
        var before = people.Predict("alice", _x).Values;
        now = states["1"];

        Assert.Equal(before, people.Predict("alice", _x).Values);
        Assert.True(people.Remove("alice"));
        Assert.False(people.Remove("bob"));

        Assert.Equal(_model.Predict(_x, now).Values, (await people.PredictAsync("alice", _x)).Values);
        Assert.Equal(2, people.Loads);
    }

    [Fact]
    public void What_loading_throws_reaches_the_caller_and_is_tried_again()
    {
        using var line = TestBundles.Load("line");
        using var other = line.Adapt(TestBundles.Examples(1, 3, 2), TestBundles.Examples(2, 3, 1));
        var answers = new Queue<Func<PersonalState>>([() => throw new IOException("no disk"), () => other.State, () => States(1)["0"]]);
        using var people = _model.Serve(_ => answers.Dequeue()());

        Assert.Throws<IOException>(() => people.Predict("alice", _x));
        Assert.Equal(0, people.Count);
        Assert.Contains("State of 'alice'", Assert.Throws<BundleException>(() => people.Predict("alice", _x)).Message, StringComparison.Ordinal);
        Assert.Equal([2, 16], people.Predict("alice", _x).Shape.ToArray());
    }

    [Fact]
    public void Names_that_cannot_be_loaded_take_no_place_and_push_nobody_out()
    {
        var states = States(2);
        using var people = _model.Serve(person => states[person], new ServingOptions { BakedModels = 1, Models = 2, BakeAfter = 4 });
        people.Predict("0", _x);
        people.Predict("1", _x);

        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            Assert.Throws<KeyNotFoundException>(() => people.Predict($"nobody {i % 5}", _x));
            Assert.Equal(2, people.Count);
        });

        people.Predict("0", _x);
        people.Predict("1", _x);
        Assert.Equal(2 + 40, people.Loads);
        Assert.Equal(2, people.Names);
    }

    [Fact]
    public async Task Who_is_forgotten_is_gone_from_store_and_memory_whatever_is_predicted_meanwhile()
    {
        using var temp = new TempFolder();
        using var store = StateStore.Open(temp["people"], new() { LockTimeout = TimeSpan.FromMinutes(2) });
        using var people = _model.Serve(person => store.Load(person), new ServingOptions { BakedModels = 1, BakeAfter = 4 });
        var (state, answers) = (States(1)["0"], 0);
        using var done = new CancellationTokenSource();
        var predicting = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() =>
        {
            while (!done.IsCancellationRequested)
            {
                try
                {
                    people.Predict("alice", _x);
                    Interlocked.Increment(ref answers);
                }
                catch (BundleException)
                {
                    Thread.Sleep(1); // leaves the store to who saves
                }
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();

        for (var round = 0; round < 40; round++)
        {
            store.Save("alice", state);
            var before = Volatile.Read(ref answers);
            SpinWait.SpinUntil(() => Volatile.Read(ref answers) > before + (round % 7), TimeSpan.FromSeconds(10));

            Assert.True(people.Forget(store, "alice"));

            Assert.Throws<BundleException>(() => people.Predict("alice", _x));
            Assert.Equal(0, people.Count);
            Assert.False(people.Forget(store, "alice"));
        }

        await done.CancelAsync();
        await Task.WhenAll(predicting);
        Assert.True(answers > 40, $"{answers} predictions");
    }

    [Fact]
    public void A_model_for_any_number_of_classes_is_served_with_weights_as_inputs()
    {
        using var temp = new TempFolder();
        var (spec, inner) = ExportedBundles.AnyWays;
        using var model = ExportedBundles.Load(temp, spec, inner);
        var x = TestBundles.Examples(1, 3, 1, 16, 16);
        using var personal = model.Adapt(x, [2, 0, 1]);
        using var people = model.Serve(_ => personal.State, new ServingOptions { BakeAfter = 1 });

        Assert.Equal(personal.Predict(x).Values, people.Predict("alice", x).Values);
        Assert.Equal(0, people.BakedCount);
    }

    [Fact]
    public async Task Disposal_in_the_middle_of_calls_ends_each_with_an_answer_or_with_an_error_that_says_so()
    {
        using var model = TestBundles.Load("filter");
        var state = States(1)["0"];
        var personal = model.Restore(state);
        var people = model.Serve(_ => state, new ServingOptions { BakeAfter = 4 });
        var expected = personal.Predict(_x).Values;
        var ended = new ConcurrentBag<Exception>();
        using var started = new CountdownEvent(8);

        var threads = Enumerable.Range(0, 8).Select(i => Task.Factory.StartNew(() =>
        {
            started.Signal();
            try
            {
                for (var n = 0; n < 1_000_000; n++)
                    Close.Assert(expected, i switch { < 3 => personal.Predict(_x).Values, < 6 => people.Predict("alice", _x).Values, _ => model.Predict(_x, state).Values }, 1e-5);
            }
            catch (ObjectDisposedException error)
            {
                ended.Add(error);
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        started.Wait();
        await Task.Delay(20);
        personal.Dispose();
        people.Dispose();
        model.Dispose();
        model.Dispose();

        await Task.WhenAll(threads).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(8, ended.Count);
    }

    [Fact]
    public async Task Asynchronous_calls_give_the_same_and_end_by_their_token()
    {
        using var model = TestBundles.Load("votes");
        var x = TestBundles.Examples(3, 6, 4);
        long[] labels = [0, 2, 1, 1, 0, 2];
        using var source = new CancellationTokenSource(30);

        using var personal = await model.AdaptAsync(x, labels);
        using var expected = model.Adapt(x, labels);
        var endless = model.AdaptAsync(x, labels, new AdaptOptions { Steps = 20_000_000 }, cancellationToken: source.Token);

        Assert.Equal(expected.Predict(x).Values, (await personal.PredictAsync(x)).Values);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => personal.PredictAsync(x, source.Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void Batches_give_what_all_examples_at_once_give(int batch)
    {
        var x = TestBundles.Examples(1, 7, 4, 8, 8);

        var y = _model.PredictInBatches(x, batch);

        Assert.Equal([7, 16], y.Shape.ToArray());
        Close.Assert(_model.Predict(x).Values, y.Values, 1e-6);
    }

    private Dictionary<string, PersonalState> States(int count) => Enumerable.Range(0, count).ToDictionary(i => $"{i}", i =>
    {
        using var personal = _model.Adapt(TestBundles.Examples((uint)i, 6, 4, 8, 8), TestBundles.Examples((uint)i + 100, 6, 16), new AdaptOptions { Guard = false });
        return personal.State;
    });

    private float[] Alone(PersonalState state)
    {
        using var personal = _model.Restore(state);
        return personal.Predict(_x).Values;
    }
}
