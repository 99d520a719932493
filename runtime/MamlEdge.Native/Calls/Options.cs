using System.Security.Cryptography;
using MamlEdge.Bundle;
using MamlEdge.Runtime;

namespace MamlEdge.Native.Calls;

/// <summary>Options of C as those of the runtime; 0 is the default of each.</summary>
internal static class Options
{
    // As mamledge.h numbers them; targets that were chosen are never the last.
    private static readonly ExecutionTarget[] Targets = [ExecutionTarget.Cpu, ExecutionTarget.Cuda, ExecutionTarget.Auto];

    /// <summary><c>MAMLEDGE_CPU</c> or <c>MAMLEDGE_CUDA</c>.</summary>
    internal static int Number(ExecutionTarget target) => Array.IndexOf(Targets, target);

    internal static unsafe RuntimeOptions Of(LoadOptions options) => new()
    {
        Target = options.Target switch
        {
            >= 0 and var target when target < Targets.Length => Targets[target],
            var other => throw new ArgumentException($"options.target: expected MAMLEDGE_CPU, MAMLEDGE_CUDA or MAMLEDGE_AUTO, got {other}."),
        },
        Threads = options.Threads switch
        {
            0 => 1,
            -1 => 0,
            > 0 and var threads => threads,
            var other => throw new ArgumentException($"options.threads: expected -1 or more, got {other}."),
        },
        DeviceIndex = options.DeviceIndex >= 0
            ? options.DeviceIndex
            : throw new ArgumentException($"options.device_index: expected 0 or more, got {options.DeviceIndex}."),
        VerifyHashes = options.TrustFiles == 0,
        TrustedKeys = options.TrustedKeyPem is null ? null : Keys(Given.Text(options.TrustedKeyPem, "options.trusted_key_pem")),
    };

    internal static AdaptOptions Of(AdaptationOptions options) => new()
    {
        Steps = options.Steps == 0 ? null : options.Steps,
        Guard = options.NoGuard == 0,
        HeldOutFolds = options.HeldOutFolds,
        SelectSteps = options.SelectSteps != 0,
        BalanceClasses = options.BalanceClasses != 0,
        MeasureAccuracy = options.MeasureAccuracy != 0,
        MaxMemoryBytes = options.MaxMemoryBytes == 0 ? null : options.MaxMemoryBytes,
        Deadline = options.DeadlineMs switch
        {
            0 => null,
            > 0 and var milliseconds => AdaptOptions.DeadlineOf(milliseconds),
            var other => throw new ArgumentException($"options.deadline_ms: expected a positive number, or 0 for none, got {other}."),
        },
    };

    internal static unsafe StateStoreOptions Of(StoreOptions options) => new()
    {
        Key = options.KeySize == 0 ? null : Given.Array(options.Key, options.KeySize, "options.key").ToArray(),
        Retain = options.Retain switch
        {
            0 => new StateStoreOptions().Retain,
            > 0 and <= StateStoreOptions.MaximumRetain and var versions => versions,
            var other => throw new ArgumentException($"options.retain: expected 1 to {StateStoreOptions.MaximumRetain}, or 0 for the default, got {other}."),
        },
        Create = options.MustExist == 0,
    };

    // One key or several, one after the other.
    private static List<TrustedKey> Keys(string pem)
    {
        var keys = new List<TrustedKey>();
        do
        {
            keys.Add(TrustedKey.FromPem(pem, "options.trusted_key_pem"));
            pem = pem[PemEncoding.Find(pem).Location.End..];
        }
        while (PemEncoding.TryFind(pem, out _));

        return keys;
    }
}
