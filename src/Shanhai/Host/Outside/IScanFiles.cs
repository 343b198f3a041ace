using System.Diagnostics;
using System.Text;

namespace Shanhai.Host.Outside;

/// <summary>What a look at a file found. NotLooked: the scanner gave no answer, so the file is not taken.</summary>
public enum Scanned { Clean, Infected, NotLooked }

/// <summary>Looks for malware in what strangers send, before any of it is kept.</summary>
public interface IScanFiles
{
    /// <summary>False: nobody looks. What cannot be made harmless by writing it anew is then not taken at all.</summary>
    bool Looks { get; }

    Task<Scanned> Scan(ReadOnlyMemory<byte> content, CancellationToken ct);
}

/// <summary>
/// A command that reads the file from its input and says what it is by its exit code: 0 clean, 1 infected, anything else no answer. That is what
/// <c>clamdscan --no-summary -</c> does; the operator names it in the setting Scanner.
/// </summary>
public sealed class ScanCommand(Settings settings) : IScanFiles
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string[] _words = (settings.Scanner ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public bool Looks => _words.Length > 0;

    public async Task<Scanned> Scan(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        if (!Looks)
        {
            return Scanned.NotLooked;
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            using var command = Process.Start(new ProcessStartInfo(_words[0], _words[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                var said = Task.WhenAll(command.StandardOutput.ReadToEndAsync(patience.Token), command.StandardError.ReadToEndAsync(patience.Token));
                try
                {
                    await command.StandardInput.BaseStream.WriteAsync(content, patience.Token);
                    command.StandardInput.Close();
                }
                catch (IOException)
                {
                    // It had seen enough before the end; its exit code tells.
                }
                await command.WaitForExitAsync(patience.Token);
                await said;
                return command.ExitCode switch { 0 => Scanned.Clean, 1 => Scanned.Infected, _ => Scanned.NotLooked };
            }
            finally
            {
                if (!command.HasExited)
                {
                    command.Kill(entireProcessTree: true);
                }
            }
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or IOException || failure is OperationCanceledException && !ct.IsCancellationRequested)
        {
            return Scanned.NotLooked;
        }
    }
}

/// <summary>For development and tests (Scanner = "recording"): knows nothing but the test file that every scanner must find, and remembers how often it was asked.</summary>
public sealed class RecordingScan : IScanFiles
{
    private static readonly byte[] Sign = Encoding.ASCII.GetBytes("EICAR-STANDARD-ANTIVIRUS-TEST-FILE");
    private int _looked;

    public bool Looks => true;

    public int Looked => _looked;

    public Task<Scanned> Scan(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        Interlocked.Increment(ref _looked);
        return Task.FromResult(content.Span.IndexOf(Sign) >= 0 ? Scanned.Infected : Scanned.Clean);
    }
}
