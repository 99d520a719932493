using System.Runtime.InteropServices;
using MamlEdge.Bundle;
using MamlEdge.Native.Calls;
using MamlEdge.Runtime;

namespace MamlEdge.Native;

/// <content>Personal models of many people in a folder.</content>
internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "mamledge_store_open")]
    internal static int StoreOpen(byte* path, StoreOptions* options, ulong* store)
    {
        try
        {
            Given.Required(store, "store");
            *store = Handles.Add(StateStore.Open(Given.Text(path, "path"), Options.Of(Given.Struct(options, "options"))));
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_store_save")]
    internal static int StoreSave(ulong store, byte* person, ulong personal, int* version)
    {
        try
        {
            var name = Given.Text(person, "person");
            using var folder = Handles.Take<StateStore>(store, "store");
            using var lease = Handles.Take<PersonalModel>(personal, "personal");
            Write(version, folder.Value.Save(name, lease.Value.State));
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_store_save_after")]
    internal static int StoreSaveAfter(ulong store, byte* person, ulong before, ulong personal, int* version)
    {
        try
        {
            var name = Given.Text(person, "person");
            using var folder = Handles.Take<StateStore>(store, "store");
            using var lease = Handles.Take<PersonalModel>(personal, "personal");
            var (expected, current) = (State(before, "before")?.Sha256, folder.Value.Current(name));
            if (current?.Sha256 != expected || folder.Value.SaveAfter(current, name, lease.Value.State) is not { } saved)
                throw new ChangedException(name);
            Write(version, saved);
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_store_restore")]
    internal static int StoreRestore(ulong store, byte* person, ulong model, ulong* personal)
    {
        try
        {
            Given.Required(personal, "personal");
            var name = Given.Text(person, "person");
            using var folder = Handles.Take<StateStore>(store, "store");
            using var lease = Handles.Take<MetaModel>(model, "model");
            *personal = Handles.Add(lease.Value.Restore(folder.Value, name).Personal);
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_store_rollback")]
    internal static int StoreRollback(ulong store, byte* person, int to, int* version)
    {
        try
        {
            var name = Given.Text(person, "person");
            using var folder = Handles.Take<StateStore>(store, "store");
            Write(version, to == 0 ? folder.Value.Rollback(name) : folder.Value.Rollback(name, to));
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "mamledge_store_forget")]
    internal static int StoreForget(ulong store, byte* person, int* known)
    {
        try
        {
            var name = Given.Text(person, "person");
            using var folder = Handles.Take<StateStore>(store, "store");
            var forgotten = folder.Value.Forget(name);
            if (known is not null)
                *known = forgotten ? 1 : 0;
            return 0;
        }
        catch (Exception error)
        {
            return LastError.Set(error);
        }
    }

    private static void Write(int* version, StateVersion current)
    {
        if (version is not null)
            *version = current.Version;
    }
}
