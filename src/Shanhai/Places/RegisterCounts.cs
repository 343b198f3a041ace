using System.Collections.Concurrent;

namespace Shanhai.Places;

public sealed partial class Register
{
    /// <summary>What a list of places is cut down to, besides a name.</summary>
    internal readonly record struct Cut(PlaceCode? Under, Level? Level, short? Class, DateOnly? AsOf, PlaceState? State);

    // A page of fifty asks how many there are in all; between two changes of the register the answer stays. Days and places that nobody asks again must not fill the memory.
    private const int MostCounts = 10_000;

    private readonly ConcurrentDictionary<Cut, long> _counts = new();

    internal long? Counted(Cut cut) => _counts.TryGetValue(cut, out var known) ? known : null;

    internal void Remember(Cut cut, long found)
    {
        if (_counts.Count < MostCounts)
        {
            _counts[cut] = found;
        }
    }
}
