namespace Shanhai.Places;

public sealed partial class Register
{
    /// <summary>Keeps the best so far; what the rank compares, from the most to the least important.</summary>
    private sealed class Best(Register register, PlaceScope mine, int most, string[] above)
    {
        private readonly List<(long Rank, int Index, int Former)> _kept = [];
        private readonly bool _everywhere = mine.IsEverywhere;

        public void Offer(int i, Fit fit, int former)
        {
            var rank = (long)fit << 40
                | (_everywhere || mine.Contains(register.Code(i)) ? 0L : 1L) << 39
                | (former < 0 ? 0L : 1L) << 38
                | (register.Stands(i) ? 0L : 1L) << 37
                | (long)register.LevelOf(i) << 34
                | (uint)i;
            if (_kept.Count == most && rank >= _kept[^1].Rank || above.Length > 0 && !Under(i))
            {
                return;
            }
            var same = _kept.FindIndex(k => k.Index == i);
            if (same >= 0 && _kept[same].Rank <= rank)
            {
                return;
            }
            if (same >= 0)
            {
                _kept.RemoveAt(same);
            }
            else if (_kept.Count == most)
            {
                _kept.RemoveAt(most - 1);
            }
            var at = _kept.BinarySearch((rank, i, former));
            _kept.Insert(at < 0 ? ~at : at, (rank, i, former));
        }

        public IReadOnlyList<Hit> Taken() =>
            [.. _kept.Select(k => new Hit(k.Index, (Fit)(k.Rank >> 40), k.Former < 0 ? null : register._names[k.Former]))];

        private bool Under(int i)
        {
            var path = register.Path(i);
            return above.All(path.Contains);
        }
    }
}
