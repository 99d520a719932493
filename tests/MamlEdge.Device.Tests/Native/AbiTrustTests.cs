using MamlEdge.Native.Calls;

namespace MamlEdge.Device.Tests.Native;

/// <summary>Bundles that have to be signed, through the C ABI.</summary>
public sealed unsafe class AbiTrustTests : IDisposable
{
    private const int Size = 32;
    private const ulong Untouched = 77;

    private readonly TestFolder _folder = new();
    private readonly SignableBundle _bundle;

    public AbiTrustTests() => _bundle = new SignableBundle(_folder);

    public void Dispose()
    {
        _bundle.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_bundle_loads_where_a_trusted_key_signed_it_and_only_there()
    {
        var (ours, theirs) = (File.ReadAllText(_bundle.Key), File.ReadAllText(_bundle.OtherKey));

        Refused(Status.Bundle, "a signature by key", ours);
        _bundle.Sign();
        Refused(Status.Bundle, "got one that does not fit", theirs);
        Loads(ours);
        Loads(theirs + ours);
        Loads(ours + "\nand a remark\n" + theirs);
        Loads(null);
        File.AppendAllText(Path.Combine(_bundle.Path, "manifest.json"), " ");
        Refused(Status.Bundle, "got one that does not fit", theirs + ours);
    }

    [Fact]
    public void What_is_no_key_trusts_nobody()
    {
        _bundle.Sign();

        Refused(Status.InvalidArgument, "options.trusted_key_pem: expected a text", "");
        Refused(Status.Bundle, "options.trusted_key_pem: expected a PEM file with a PUBLIC KEY", "no key");
        Refused(Status.Bundle, "PUBLIC KEY", File.ReadAllText(_bundle.Key) + File.ReadAllText(_folder["ours.pem"]));
        Refused(Status.InvalidArgument, "TrustedKeys need VerifyHashes", File.ReadAllText(_bundle.Key), trustFiles: 1);
    }

    [Fact]
    public void Options_of_an_older_caller_end_before_the_key_and_those_of_a_newer_one_are_not_dropped_in_silence()
    {
        Assert.Equal(Size, sizeof(LoadOptions));
        ulong[] model = [Untouched];
        Assert.Equal(Status.Ok, Abi.Load(Abi.Text(_bundle.Path), new LoadOptions { Size = 24, TrustedKeyPem = (byte*)1 }, model));
        Assert.Equal(Status.Ok, Abi.Free(model[0]));

        var newer = stackalloc byte[Size + 16];
        new Span<byte>(newer, Size + 16).Clear();
        *(nuint*)newer = Size + 16;
        Assert.Equal((0, Size), (Given.Struct((LoadOptions*)newer, "options").Target, Size));
        newer[Size + 9] = 1;
        var address = (nint)newer;
        var error = Assert.Throws<ArgumentException>(() => Given.Struct((LoadOptions*)address, "options"));
        Assert.Contains("more fields set than this library knows", error.Message, StringComparison.Ordinal);
    }

    private void Loads(string? pem)
    {
        ulong[] model = [Untouched];
        Assert.True(Load(pem, 0, model) == Status.Ok, Abi.Error());
        Assert.Equal(Status.Ok, Abi.Free(model[0]));
    }

    private void Refused(Status expected, string message, string pem, int trustFiles = 0)
    {
        ulong[] model = [Untouched];
        Assert.Equal((expected, Untouched), (Load(pem, trustFiles, model), model[0]));
        Assert.Contains(message, Abi.Error(), StringComparison.Ordinal);
    }

    private Status Load(string? pem, int trustFiles, ulong[] model)
    {
        fixed (byte* key = pem is null ? null : Abi.Text(pem))
            return Abi.Load(Abi.Text(_bundle.Path), new LoadOptions { Size = Size, TrustedKeyPem = key, TrustFiles = trustFiles }, model);
    }
}
