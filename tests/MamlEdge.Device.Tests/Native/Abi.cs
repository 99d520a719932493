using System.Text;
using MamlEdge.Native;
using MamlEdge.Native.Calls;

namespace MamlEdge.Device.Tests.Native;

/// <summary>The functions of mamledge.h, called through pointers as C calls them; null stands for NULL.</summary>
internal static unsafe class Abi
{
    public static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    public static Status Load(byte[]? path, LoadOptions? options, ulong[]? model)
    {
        var given = options.GetValueOrDefault();
        fixed (byte* p = path)
        fixed (ulong* m = model)
            return (Status)((delegate* unmanaged<byte*, LoadOptions*, ulong*, int>)&Exports.Load)(p, options is null ? null : &given, m);
    }

    public static Status Manifest(ulong model, byte[]? buffer, nuint size, nuint[]? needed)
    {
        fixed (byte* b = buffer)
        fixed (nuint* n = needed)
            return (Status)((delegate* unmanaged<ulong, byte*, nuint, nuint*, int>)&Exports.Manifest)(model, b, size, n);
    }

    public static Status AdaptLabels(
        ulong model, ulong from, float[]? x, nuint count, long[]? shape, nuint rank, long[]? labels, nuint labelCount, AdaptationOptions? options, ulong[]? personal)
    {
        var given = options.GetValueOrDefault();
        fixed (float* px = x)
        fixed (long* ps = shape, pl = labels)
        fixed (ulong* pp = personal)
        {
            return (Status)((delegate* unmanaged<ulong, ulong, float*, nuint, long*, nuint, long*, nuint, AdaptationOptions*, ulong*, int>)&Exports.AdaptLabels)(
                model, from, px, count, ps, rank, pl, labelCount, options is null ? null : &given, pp);
        }
    }

    public static Status AdaptTargets(
        ulong model, ulong from, float[]? x, nuint count, long[]? shape, nuint rank, float[]? targets, nuint targetCount, long[]? targetShape, nuint targetRank,
        AdaptationOptions? options, ulong[]? personal)
    {
        var given = options.GetValueOrDefault();
        fixed (float* px = x, pt = targets)
        fixed (long* ps = shape, pts = targetShape)
        fixed (ulong* pp = personal)
        {
            return (Status)((delegate* unmanaged<ulong, ulong, float*, nuint, long*, nuint, float*, nuint, long*, nuint, AdaptationOptions*, ulong*, int>)&Exports.AdaptTargets)(
                model, from, px, count, ps, rank, pt, targetCount, pts, targetRank, options is null ? null : &given, pp);
        }
    }

    public static Status Report(ulong personal, Adaptation[]? report)
    {
        fixed (Adaptation* r = report)
            return (Status)((delegate* unmanaged<ulong, Adaptation*, int>)&Exports.Report)(personal, r);
    }

    public static (Status Status, string Text) Reason(ulong personal)
    {
        var buffer = new byte[1000];
        nuint needed;
        fixed (byte* b = buffer)
        {
            var status = (Status)((delegate* unmanaged<ulong, byte*, nuint, nuint*, int>)&Exports.Reason)(personal, b, (nuint)buffer.Length, &needed);
            return (status, Encoding.UTF8.GetString(buffer, 0, Array.IndexOf(buffer, (byte)0)));
        }
    }

    public static (Status Status, int Target, string Text) Execution(ulong model, int size = 1000)
    {
        var buffer = new byte[size];
        var target = -7;
        nuint needed;
        fixed (byte* b = buffer)
        {
            var status = (Status)((delegate* unmanaged<ulong, int*, byte*, nuint, nuint*, int>)&Exports.Execution)(model, &target, b, (nuint)size, &needed);
            return (status, target, status == Status.Ok ? Encoding.UTF8.GetString(buffer, 0, Math.Min(size, (int)needed) - 1) : "");
        }
    }

    public static Status Execution(ulong model, byte[]? buffer, nuint size, nuint[]? needed)
    {
        fixed (byte* b = buffer)
        fixed (nuint* n = needed)
            return (Status)((delegate* unmanaged<ulong, int*, byte*, nuint, nuint*, int>)&Exports.Execution)(model, null, b, size, n);
    }

    public static ulong Cancellation()
    {
        ulong handle;
        Assert.Equal(0, ((delegate* unmanaged<ulong*, int>)&Exports.NewCancellation)(&handle));
        return handle;
    }

    public static Status Cancel(ulong cancellation) => (Status)((delegate* unmanaged<ulong, int>)&Exports.Cancel)(cancellation);

    public static Status StoreOpen(byte[]? path, byte[]? key, ulong[]? store, nuint size = 32, int retain = 0, int mustExist = 0)
    {
        fixed (byte* p = path, k = key)
        fixed (ulong* s = store)
        {
            var options = new StoreOptions { Size = size, Key = k, KeySize = (nuint)(key?.Length ?? 0), Retain = retain, MustExist = mustExist };
            return (Status)((delegate* unmanaged<byte*, StoreOptions*, ulong*, int>)&Exports.StoreOpen)(p, &options, s);
        }
    }

    public static (Status Status, int Version) StoreSave(ulong store, byte[]? person, ulong personal)
    {
        var version = -1;
        fixed (byte* p = person)
            return ((Status)((delegate* unmanaged<ulong, byte*, ulong, int*, int>)&Exports.StoreSave)(store, p, personal, &version), version);
    }

    public static (Status Status, int Version) StoreSaveAfter(ulong store, byte[]? person, ulong before, ulong personal)
    {
        var version = -1;
        fixed (byte* p = person)
            return ((Status)((delegate* unmanaged<ulong, byte*, ulong, ulong, int*, int>)&Exports.StoreSaveAfter)(store, p, before, personal, &version), version);
    }

    public static Status StoreRestore(ulong store, byte[]? person, ulong model, ulong[]? personal)
    {
        fixed (byte* p = person)
        fixed (ulong* h = personal)
            return (Status)((delegate* unmanaged<ulong, byte*, ulong, ulong*, int>)&Exports.StoreRestore)(store, p, model, h);
    }

    public static (Status Status, int Version) StoreRollback(ulong store, byte[]? person, int to)
    {
        var version = -1;
        fixed (byte* p = person)
            return ((Status)((delegate* unmanaged<ulong, byte*, int, int*, int>)&Exports.StoreRollback)(store, p, to, &version), version);
    }

    public static (Status Status, int Known) StoreForget(ulong store, byte[]? person)
    {
        var known = -1;
        fixed (byte* p = person)
            return ((Status)((delegate* unmanaged<ulong, byte*, int*, int>)&Exports.StoreForget)(store, p, &known), known);
    }

    public static Status OutputCount(ulong handle, long[]? shape, nuint rank, nuint[]? count)
    {
        fixed (long* s = shape)
        fixed (nuint* c = count)
            return (Status)((delegate* unmanaged<ulong, long*, nuint, nuint*, int>)&Exports.OutputCount)(handle, s, rank, c);
    }

    public static Status Predict(ulong handle, float[]? x, nuint count, long[]? shape, nuint rank, float[]? y, nuint outputCount)
    {
        fixed (float* px = x, py = y)
        fixed (long* s = shape)
            return (Status)((delegate* unmanaged<ulong, float*, nuint, long*, nuint, float*, nuint, int>)&Exports.Predict)(handle, px, count, s, rank, py, outputCount);
    }

    public static Status Save(ulong personal, byte[]? path)
    {
        fixed (byte* p = path)
            return (Status)((delegate* unmanaged<ulong, byte*, int>)&Exports.Save)(personal, p);
    }

    public static Status Restore(ulong model, byte[]? path, ulong[]? personal)
    {
        fixed (byte* p = path)
        fixed (ulong* h = personal)
            return (Status)((delegate* unmanaged<ulong, byte*, ulong*, int>)&Exports.Restore)(model, p, h);
    }

    public static Status Free(ulong handle) => (Status)((delegate* unmanaged<ulong, int>)&Exports.Free)(handle);

    public static (nuint Needed, string Text) LastError(int size)
    {
        var buffer = new byte[size + 1];
        buffer[size] = 0xFF;
        fixed (byte* b = buffer)
        {
            var needed = ((delegate* unmanaged<byte*, nuint, nuint>)&Exports.Error)(size == 0 ? null : b, (nuint)size);
            Assert.Equal(0xFF, buffer[size]);
            return (needed, size == 0 ? "" : Encoding.UTF8.GetString(buffer, 0, Array.IndexOf(buffer, (byte)0)));
        }
    }

    public static string Error() => LastError(4096).Text;

    public static int Version() => ((delegate* unmanaged<int>)&Exports.AbiVersion)();
}
