using FsCheck;
using FsCheck.Fluent;
using MamlEdge.Native.Handles;

namespace MamlEdge.Device.Tests.Native;

public sealed class HandleTableTests
{
    [Fact]
    public void A_freed_handle_stays_invalid_when_its_slot_is_used_again()
    {
        var table = new HandleTable();
        var first = table.Add(new Thing());
        table.Free(first);
        var second = table.Add(new Thing());

        Assert.Throws<InvalidHandleException>(() => table.Take<Thing>(first, "first").Dispose());
        Assert.Throws<InvalidHandleException>(() => table.Free(first));
        Assert.Equal((uint)first, (uint)second);
        table.Take<Thing>(second, "second").Dispose();
    }

    [Fact]
    public void A_handle_of_another_process_does_not_fit()
    {
        var (here, there) = (new HandleTable(firstGeneration: 7), new HandleTable(firstGeneration: 8));
        _ = here.Add(new Thing());

        Assert.Throws<InvalidHandleException>(() => here.Take<Thing>(there.Add(new Thing()), "there").Dispose());
    }

    [Fact]
    public void An_object_that_a_call_uses_lives_until_that_call_ends()
    {
        var (table, thing) = (new HandleTable(), new Thing());
        var handle = table.Add(thing);
        using (table.Take<Thing>(handle, "outer"))
        {
            var inner = table.Take<Thing>(handle, "inner");
            table.Free(handle);
            Assert.Throws<InvalidHandleException>(() => table.Take<Thing>(handle, "late").Dispose());
            inner.Dispose();
            Assert.Equal(0, thing.Disposals);
        }

        Assert.Equal(1, thing.Disposals);
    }

    [Fact]
    public void Generations_that_run_over_never_give_the_handle_0()
    {
        var table = new HandleTable(firstGeneration: uint.MaxValue);
        table.Free(table.Add(new Thing()));

        var handle = table.Add(new Thing());

        Assert.NotEqual(0ul, handle);
        Assert.Equal(0u, (uint)(handle >> 32));
        table.Take<Thing>(handle, "handle").Dispose();
    }

    [Fact]
    public void Whatever_is_added_and_freed_exactly_the_live_handles_are_valid() =>
        Prop.ForAll(Gen.Choose(-3, 6).ListOf().ToArbitrary(), steps =>
        {
            var (table, live, dead) = (new HandleTable(), new Dictionary<ulong, Thing>(), new List<ulong> { 0, 1, ulong.MaxValue, 1ul << 32 });
            foreach (var step in steps)
            {
                // Below 0 a handle is added; otherwise the one at that place, counted around, is freed.
                if (step < 0 || live.Count == 0)
                {
                    var thing = new Thing();
                    Assert.True(live.TryAdd(table.Add(thing), thing));
                    continue;
                }

                var (handle, freed) = live.ElementAt(step % live.Count);
                table.Free(handle);
                Assert.Equal(1, freed.Disposals);
                Assert.True(live.Remove(handle));
                dead.Add(handle);
            }

            foreach (var (handle, thing) in live)
            {
                using var lease = table.Take<Thing>(handle, "live");
                Assert.Same(thing, lease.Value);
            }

            Assert.All(dead, handle => Assert.Throws<InvalidHandleException>(() => table.Free(handle)));
            Assert.Equal(live.Count, table.Count);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private sealed class Thing : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
