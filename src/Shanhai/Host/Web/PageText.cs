using System.Buffers;
using System.Text;

namespace Shanhai.Host.Web;

/// <summary>Takes a page as it is rendered, tag by tag, into one rented array, and sends it in one piece.</summary>
internal sealed class PageText : TextWriter
{
    private char[] _chars = ArrayPool<char>.Shared.Rent(32 * 1024);
    private int _count;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        if (_count == _chars.Length)
        {
            Grow(1);
        }
        _chars[_count++] = value;
    }

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.Length > _chars.Length - _count)
        {
            Grow(buffer.Length);
        }
        buffer.CopyTo(_chars.AsSpan(_count));
        _count += buffer.Length;
    }

    public async Task SendTo(Stream body, CancellationToken ct)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.GetMaxByteCount(_count));
        try
        {
            await body.WriteAsync(bytes.AsMemory(0, Encoding.GetBytes(_chars.AsSpan(0, _count), bytes)), ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ArrayPool<char>.Shared.Return(_chars);
            _chars = [];
        }
        base.Dispose(disposing);
    }

    private void Grow(int more)
    {
        var greater = ArrayPool<char>.Shared.Rent(Math.Max(_chars.Length * 2, _count + more));
        _chars.AsSpan(0, _count).CopyTo(greater);
        ArrayPool<char>.Shared.Return(_chars);
        _chars = greater;
    }
}
