using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Shanhai.Host.Web;

/// <summary>
/// What browsers and caches may keep. Pages and answers to a signed-in person stay with nobody. A read answer carries a weak ETag, the digest of its
/// body, and a reader who has that body already gets 304; a page of a signed-in person, which no browser keeps, has none. Answers that grow beyond a quarter of a megabyte (exports) go out as they come, without.
/// </summary>
internal sealed class Remembering(RequestDelegate next)
{
    private const int Most = 256 * 1024;

    public async Task Invoke(HttpContext http)
    {
        var reads = HttpMethods.IsGet(http.Request.Method);
        if (http.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is not null)
        {
            await next(http);
            return;
        }
        http.Response.OnStarting(() => Policy(http, reads));
        if (!reads)
        {
            await next(http);
            return;
        }
        var real = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var held = new HeldBody(real.Stream, Most);
        var feature = new StreamResponseBodyFeature(held, real);
        http.Features.Set<IHttpResponseBodyFeature>(feature);
        try
        {
            await next(http);
            await feature.CompleteAsync();
        }
        finally
        {
            http.Features.Set(real);
        }
        if (held.Body is { } body)
        {
            await Answer(http, body);
        }
    }

    private static async Task Answer(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var response = http.Response;
        var isKept = http.Features.Get<Actor>() is not { IsPublic: false, Door: Door.Web };
        if (isKept && response.StatusCode == 200 && body.Length > 0 && response.Headers.ETag.Count == 0)
        {
            var tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(body.Span).AsSpan(0, 12))}\"";
            response.Headers.ETag = tag;
            if (http.Request.GetTypedHeaders().IfNoneMatch.Any(t => t.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false)))
            {
                response.StatusCode = 304;
                (response.ContentType, response.ContentLength) = (null, null);
                return;
            }
        }
        if (body.Length > 0)
        {
            // Its length said, it goes out in one go, without a piece that says that there is no more.
            response.ContentLength ??= body.Length;
            await response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    // One second: a proxy takes the load of a rush, and a saved figure is seen at once.
    private static Task Policy(HttpContext http, bool reads)
    {
        var headers = http.Response.Headers;
        var isPublic = http.Features.Get<Actor>()?.IsPublic == true && http.Response.StatusCode is 200 or 304 && headers.SetCookie.Count == 0;
        if (!reads || !isPublic)
        {
            headers.CacheControl = "private, no-store";
        }
        else if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "public, max-age=1";
            headers.Vary = "Accept-Encoding, Accept-Language, Cookie, Authorization";
        }
        return Task.CompletedTask;
    }

    /// <summary>Keeps what is written until it is too much; from then on passes everything through.</summary>
    private sealed class HeldBody(Stream through, int most) : Stream
    {
        private MemoryStream? _held = new();

        /// <summary>The whole body, or null where it has gone out already.</summary>
        public ReadOnlyMemory<byte>? Body => _held is null ? null : _held.GetBuffer().AsMemory(0, (int)_held.Length);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_held is not null && _held.Length + buffer.Length <= most)
            {
                _held.Write(buffer.Span);
                return;
            }
            await LetGo(cancellationToken);
            await through.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (_held is not null && _held.Length + count <= most)
            {
                _held.Write(buffer, offset, count);
                return;
            }
            // Refused by the server where it would block a thread; told there.
            LetGo(default).GetAwaiter().GetResult();
            through.Write(buffer, offset, count);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => _held is null ? through.FlushAsync(cancellationToken) : Task.CompletedTask;

        public override void Flush() { }

        private async Task LetGo(CancellationToken ct)
        {
            if (_held is { } held)
            {
                _held = null;
                await through.WriteAsync(held.GetBuffer().AsMemory(0, (int)held.Length), ct);
            }
        }

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
