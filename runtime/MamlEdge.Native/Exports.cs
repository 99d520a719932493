using System.Runtime.InteropServices;
using System.Text;
using MamlEdge.Bundle;
using MamlEdge.Native.Calls;
using MamlEdge.Native.Handles;
using MamlEdge.Runtime;

namespace MamlEdge.Native;

/// <summary>The functions of <c>mamledge.h</c>, which documents them. Every one catches whatever happens in it.</summary>
internal static unsafe partial class Exports
{
    private const int Abi = 1;

    /// <summary>All live handles of this process.</summary>
    internal static readonly HandleTable Handles = new();

    [UnmanagedCallersOnly(EntryPoint = "mamledge_abi")]
    internal static int AbiVersion() => Abi;

    [UnmanagedCallersOnly(EntryPoint = "mamledge_version")]
    internal static byte* Version() => LibraryVersion.Text;

    [UnmanagedCallersOnly(EntryPoint = "mamledge_last_error")]
    internal static nuint Error(byte* buffer, nuint size) => Given.WriteText(LastError.Message, buffer, buffer is null ? 0 : size, "buffer");

    [UnmanagedCallersOnly(EntryPoint = "mamledge_load")]
    internal static int Load(byte* path, LoadOptions* options, ulong* model)
    {
        try
        {
            Given.Required(model, "model");
            *model = Handles.Add(MetaModel.Load(Given.Text(path, "path"), Options.Of(Given.Struct(options, "options"))));
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_manifest")]
    internal static int Manifest(ulong model, byte* buffer, nuint size, nuint* needed)
    {
        try
        {
            Given.Required(needed, "needed");
            using var lease = Handles.Take<MetaModel>(model, "model");
            *needed = Given.WriteText(lease.Value.Manifest.ToJson(), buffer, size, "buffer");
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_execution")]
    internal static int Execution(ulong model, int* target, byte* buffer, nuint size, nuint* needed)
    {
        try
        {
            Given.Required(needed, "needed");
            using var lease = Handles.Take<MetaModel>(model, "model");
            var execution = lease.Value.Execution;
            *needed = Given.WriteText(Encoding.UTF8.GetBytes($"{execution.Device}: {execution.Reason}"), buffer, size, "buffer");
            if (target is not null)
                *target = Options.Number(execution.Target);
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_output_count")]
    internal static int OutputCount(ulong handle, long* shape, nuint rank, nuint* count)
    {
        try
        {
            Given.Required(count, "y_count");
            var dimensions = Given.Shape(shape, rank, "shape");
            using var lease = Handles.Take<IPredictor>(handle, "handle");
            *count = checked((nuint)TensorShape.Count(lease.Value.OutputShapeOf(dimensions)));
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_predict")]
    internal static int Predict(ulong handle, float* x, nuint count, long* shape, nuint rank, float* y, nuint outputCount)
    {
        try
        {
            var input = Given.Array(x, count, "x");
            var output = Given.Room(y, outputCount, "y");
            var dimensions = Given.Shape(shape, rank, "shape");
            using var lease = Handles.Take<IPredictor>(handle, "handle");
            lease.Value.Predict(input, dimensions, output);
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_save")]
    internal static int Save(ulong personal, byte* path)
    {
        try
        {
            var file = Given.Text(path, "path");
            using var lease = Handles.Take<PersonalModel>(personal, "personal");
            lease.Value.Save(file);
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_restore")]
    internal static int Restore(ulong model, byte* path, ulong* personal)
    {
        try
        {
            Given.Required(personal, "personal");
            var file = Given.Text(path, "path");
            using var lease = Handles.Take<MetaModel>(model, "model");
            *personal = Handles.Add(lease.Value.Restore(file));
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_free")]
    internal static int Free(ulong handle)
    {
        try
        {
            if (handle != 0)
                Handles.Free(handle);
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }
}
