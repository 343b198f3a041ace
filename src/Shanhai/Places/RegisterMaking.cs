namespace Shanhai.Places;

/// <summary>Gathers the rows of the register, ascending by code, into the arrays of a <see cref="Register"/>.</summary>
public sealed class RegisterMaking(long version, Pinyin pinyin)
{
    private readonly Dictionary<string, int> _ids = [];

    internal long Version { get; } = version;
    internal Pinyin Reader { get; } = pinyin;
    internal List<long> Codes { get; } = [];
    internal List<int> NameOf { get; } = [];
    internal List<short> Classes { get; } = [];
    internal List<float> Latitudes { get; } = [];
    internal List<float> Longitudes { get; } = [];
    internal List<int> Opened { get; } = [];
    internal List<int> Closed { get; } = [];
    internal List<string> Names { get; } = [];
    internal List<string> Pinyin { get; } = [];
    internal List<string> Initials { get; } = [];
    internal Dictionary<int, string> Official { get; } = [];
    internal Dictionary<int, List<Register.Former>> Former { get; } = [];
    public List<Register.Happening> Events { get; } = [];

    /// <summary>Rows come in ascending order of their codes.</summary>
    public void Add(
        long code, string name, string full, string initials, string? official = null, short @class = 0,
        double? latitude = null, double? longitude = null, DateOnly? opened = null, DateOnly? closed = null)
    {
        if (official is not null)
        {
            Official[Codes.Count] = official;
        }
        Codes.Add(code);
        NameOf.Add(IdOf(name, full, initials));
        Classes.Add(@class);
        Latitudes.Add((float?)latitude ?? float.NaN);
        Longitudes.Add((float?)longitude ?? float.NaN);
        Opened.Add(opened?.DayNumber ?? Register.Ever);
        Closed.Add(closed?.DayNumber ?? Register.Never);
    }

    /// <summary>After the last <see cref="Add"/>.</summary>
    public void AddFormer(long code, string name, DateOnly? from, DateOnly to)
    {
        if (Codes.BinarySearch(code) is >= 0 and var i)
        {
            var (full, initials) = Reader.Say(name);
            (Former.TryGetValue(i, out var names) ? names : Former[i] = []).Add(new(IdOf(name, full, initials), from, to));
        }
    }

    public Register Done() => new(this);

    private int IdOf(string name, string full, string initials)
    {
        if (!_ids.TryGetValue(name, out var id))
        {
            _ids[name] = id = Names.Count;
            Names.Add(name);
            Pinyin.Add(full);
            Initials.Add(initials);
        }
        return id;
    }
}
