using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Shanhai.Portal;

/// <summary>
/// Keeps the open files ready to hand out. A file is made in every format when somebody first asks, and looked at again an hour later: a crawl
/// costs the server no more than one making an hour, and the page can tell size, date and digest. A digest that is the same keeps the old
/// files and their date.
/// </summary>
public sealed class OpenShelf(IServiceScopeFactory scopes, Settings settings, TimeProvider clock) : IDisposable
{
    public static readonly TimeSpan Keep = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _making = new(1);
    private readonly ConcurrentDictionary<string, Made> _made = [];
    private readonly string _folder = Path.GetFullPath(Path.Combine(settings.Folder, "open-data"));

    /// <summary>One format, lying in a file.</summary>
    public sealed record Copy(string Format, string Path, long Bytes, string Digest);

    /// <summary>An open file as it was made: when its rows last changed, how many there are, its copies in the order of the formats.</summary>
    public sealed record Made(OpenFile File, DateTimeOffset LookedAt, DateTimeOffset ChangedAt, long Rows, IReadOnlyList<Copy> Copies);

    public async Task<Made> Take(OpenFile file, CancellationToken ct)
    {
        if (Fresh(file) is { } ready)
        {
            return ready;
        }
        await _making.WaitAsync(ct);
        try
        {
            return Fresh(file) ?? (_made[file.Name] = await Make(file, ct));
        }
        finally
        {
            _making.Release();
        }
    }

    public void Dispose() => _making.Dispose();

    private Made? Fresh(OpenFile file) =>
        _made.TryGetValue(file.Name, out var made) && clock.GetUtcNow() - made.LookedAt < Keep ? made : null;

    private async Task<Made> Make(OpenFile file, CancellationToken ct)
    {
        Directory.CreateDirectory(_folder);
        var now = clock.GetUtcNow();
        var (rows, first) = await Write(file, file.Formats[0], ct);
        var version = (await Digest(first, ct))[..16];
        var changed = _made.TryGetValue(file.Name, out var before) && before.Copies[0].Path == Lies(file, version, file.Formats[0]) ? before.ChangedAt : now;
        File.Move(first, Lies(file, version, file.Formats[0]), overwrite: true);
        foreach (var format in file.Formats.Skip(1).Where(f => !File.Exists(Lies(file, version, f))))
        {
            var (_, path) = await Write(file, format, ct);
            File.Move(path, Lies(file, version, format), overwrite: true);
        }
        var copies = new List<Copy>();
        foreach (var format in file.Formats)
        {
            var path = Lies(file, version, format);
            copies.Add(new(format, path, new FileInfo(path).Length, await Digest(path, ct)));
        }
        // The version before stays for those who are reading it.
        foreach (var old in Directory.EnumerateFiles(_folder, file.Name + "@*").Where(f => !copies.Exists(c => c.Path == f) && before?.Copies.Any(c => c.Path == f) != true))
        {
            File.Delete(old);
        }
        return new(file, now, changed, rows, copies);
    }

    private async Task<(long Rows, string Path)> Write(OpenFile file, string format, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var path = Path.Combine(_folder, $"{Id<OpenFile>.New(clock)}.making");
        await using var stream = File.Create(path);
        return (await file.Write(format, stream, file.Rows(scope.ServiceProvider, ct), ct), path);
    }

    private string Lies(OpenFile file, string version, string format) => Path.Combine(_folder, $"{file.Name}@{version}.{format}");

    private static async Task<string> Digest(string path, CancellationToken ct)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct));
    }
}
