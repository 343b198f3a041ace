namespace Shanhai.Indicators;

/// <summary>Why a figure cannot be used. The greatest of several is told.</summary>
public enum Lack : byte { None = 0, Missing = 1, Partial = 2, NoBase = 3, NotRecomputable = 4, Disputed = 5 }

/// <summary>How a figure in a column came about.</summary>
public enum Made : byte { Reported = 0, Formula = 1, Total = 2, Merged = 3 }

/// <summary>
/// The current facts of one indicator and period as arrays, ascending by place: what the database gives, or what a formula or a change of
/// borders made of it. One element of <see cref="Notes"/> holds a <see cref="Lack"/>, a <see cref="Made"/> and whether the row stays out of totals;
/// the array is null where every row is plain.
/// </summary>
public sealed class FactRows(long[] places, long[] values, int[] batches, short[] revisions, byte[]? notes = null)
{
    private const byte Silent = 0x80;

    public static readonly FactRows None = new([], [], [], []);

    public long[] Places { get; internal set; } = Ascending(places);
    public long[] Values { get; } = values;
    public int[] Batches { get; } = batches;
    public short[] Revisions { get; } = revisions;
    public byte[]? Notes { get; } = notes;

    public int Count => Places.Length;

    public int Find(long place) => Array.BinarySearch(Places, place);

    public Lack LackAt(int row) => Notes is null ? Lack.None : (Lack)(Notes[row] & 0x0F);

    public Made MadeAt(int row) => Notes is null ? Made.Reported : (Made)((Notes[row] >> 4) & 0x07);

    internal bool FeedsTotals(int row) => Notes is null || (Notes[row] & Silent) == 0;

    internal static byte Note(Lack lack, Made made, bool feeds = true) => (byte)((int)lack | ((int)made << 4) | (feeds ? 0 : Silent));

    private static long[] Ascending(long[] places)
    {
        for (var i = 1; i < places.Length; i++)
        {
            if (places[i] <= places[i - 1])
            {
                throw new ArgumentException($"{places[i]} stands after {places[i - 1]}.", nameof(places));
            }
        }
        return places;
    }
}

/// <summary>Collects rows in ascending order. The room is an upper bound: what is not filled is cut off at the end.</summary>
internal sealed class RowList(int room)
{
    private long[] _places = new long[room], _values = new long[room];
    private int[] _batches = new int[room];
    private short[] _revisions = new short[room];
    private byte[]? _notes;
    private int _count;

    public void Add(long place, long value, byte note, int batch = 0, short revision = 0)
    {
        (_places[_count], _values[_count], _batches[_count], _revisions[_count]) = (place, value, batch, revision);
        if (note != 0)
        {
            (_notes ??= new byte[room])[_count] = note;
        }
        _count++;
    }

    public void Add(FactRows from, int row) => Add(from.Places[row], from.Values[row], from.Notes?[row] ?? 0, from.Batches[row], from.Revisions[row]);

    public void AddRange(FactRows from, int first, int count)
    {
        Array.Copy(from.Places, first, _places, _count, count);
        Array.Copy(from.Values, first, _values, _count, count);
        Array.Copy(from.Batches, first, _batches, _count, count);
        Array.Copy(from.Revisions, first, _revisions, _count, count);
        if (from.Notes is not null)
        {
            Array.Copy(from.Notes, first, _notes ??= new byte[room], _count, count);
        }
        _count += count;
    }

    public FactRows Rows()
    {
        Array.Resize(ref _places, _count);
        Array.Resize(ref _values, _count);
        Array.Resize(ref _batches, _count);
        Array.Resize(ref _revisions, _count);
        if (_notes is not null)
        {
            Array.Resize(ref _notes, _count);
        }
        return new(_places, _values, _batches, _revisions, _notes);
    }
}
