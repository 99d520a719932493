using System.Runtime.InteropServices;
using System.Text;
using MamlEdge.Bundle;
using MamlEdge.Native.Calls;
using MamlEdge.Native.Handles;
using MamlEdge.Runtime;

namespace MamlEdge.Native;

/// <content>Adapting, ending it early, and what came of it.</content>
internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "mamledge_adapt_labels")]
    internal static int AdaptLabels(
        ulong model, ulong from, float* x, nuint count, long* shape, nuint rank, long* labels, nuint labelCount, AdaptationOptions* options, ulong* personal)
    {
        try
        {
            Given.Required(personal, "personal");
            var support = Given.Examples(x, count, shape, rank, "x", "shape");
            var classes = Given.Array(labels, labelCount, "labels");
            var how = Given.Struct(options, "options");
            using var cancellation = Cancellation(how.Cancellation);
            using var lease = Handles.Take<MetaModel>(model, "model");
            *personal = Handles.Add(lease.Value.Adapt(support, classes, Options.Of(how), State(from, "from"), Token(cancellation)));
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_adapt_targets")]
    internal static int AdaptTargets(
        ulong model, ulong from, float* x, nuint count, long* shape, nuint rank, float* targets, nuint targetCount, long* targetShape, nuint targetRank,
        AdaptationOptions* options, ulong* personal)
    {
        try
        {
            Given.Required(personal, "personal");
            var support = Given.Examples(x, count, shape, rank, "x", "shape");
            var wanted = Given.Examples(targets, targetCount, targetShape, targetRank, "targets", "target_shape");
            var how = Given.Struct(options, "options");
            using var cancellation = Cancellation(how.Cancellation);
            using var lease = Handles.Take<MetaModel>(model, "model");
            *personal = Handles.Add(lease.Value.Adapt(support, wanted, Options.Of(how), State(from, "from"), Token(cancellation)));
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_report")]
    internal static int Report(ulong personal, Adaptation* report)
    {
        try
        {
            using var lease = Handles.Take<PersonalModel>(personal, "personal");
            Given.Write(report, Adaptation.Of(lease.Value), "report");
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_reason")]
    internal static int Reason(ulong personal, byte* buffer, nuint size, nuint* needed)
    {
        try
        {
            Given.Required(needed, "needed");
            using var lease = Handles.Take<PersonalModel>(personal, "personal");
            *needed = Given.WriteText(Encoding.UTF8.GetBytes(lease.Value.Report?.GuardReason ?? "The model was restored."), buffer, size, "buffer");
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_cancellation")]
    internal static int NewCancellation(ulong* cancellation)
    {
        try
        {
            Given.Required(cancellation, "cancellation");
            *cancellation = Handles.Add(new CancellationTokenSource());
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_cancel")]
    internal static int Cancel(ulong cancellation)
    {
        try
        {
            using var lease = Handles.Take<CancellationTokenSource>(cancellation, "cancellation");
            lease.Value.Cancel();
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    private static PersonalState? State(ulong personal, string name)
    {
        if (personal == 0)
            return null;
        using var lease = Handles.Take<PersonalModel>(personal, name);
        return lease.Value.State;
    }

    private static Lease<CancellationTokenSource> Cancellation(ulong handle) => handle == 0 ? default : Handles.Take<CancellationTokenSource>(handle, "options.cancellation");

    private static CancellationToken Token(Lease<CancellationTokenSource> cancellation) => cancellation.Value?.Token ?? default;
}
