using Shanhai.Pairing.Solving;

namespace Shanhai.Pairing;

/// <summary>
/// The last answer of the campaigns that were solved last, with what it was solved from, so that the next solve does again only what has changed. Nothing is taken from it by faith: the records are read anew each time,
/// and a fit or a kind's pairs are kept only where everything they were made from is the same. Missing after a start, or on another machine: then everything is done.
/// </summary>
public sealed class SolvedBefore
{
    private const int Most = 4;

    /// <summary>So many fits lie in memory together (300 MB), beside those of the campaign that was solved last, whose are at most <see cref="FitRows.MostKept"/>.</summary>
    private const long MostFits = 150_000_000;

    private readonly Lock _lock = new();
    private readonly List<(Id<Campaign> Campaign, Gathering Of, PairingAnswer Answer)> _kept = [];

    internal (Gathering Of, PairingAnswer Answer)? Find(Id<Campaign> campaign)
    {
        lock (_lock)
        {
            var at = _kept.FindIndex(k => k.Campaign == campaign);
            return at < 0 ? null : (_kept[at].Of, _kept[at].Answer);
        }
    }

    internal void Keep(Id<Campaign> campaign, Gathering of, PairingAnswer answer)
    {
        lock (_lock)
        {
            _kept.RemoveAll(k => k.Campaign == campaign);
            _kept.Add((campaign, of, answer));
            while (_kept.Count > Most || _kept.Count > 1 && _kept.Sum(k => k.Of.Rows.Kept) > MostFits)
            {
                _kept.RemoveAt(0);
            }
        }
    }
}
