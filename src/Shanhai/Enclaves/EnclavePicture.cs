using Shanhai.Host.Web.Parts;

namespace Shanhai.Enclaves;

/// <summary>The years of an enclave as a picture: what was due, what arrived, and beyond that what the contract promises, against what it guarantees.</summary>
internal static class EnclavePicture
{
    public static ChartSpec? Of(View view, ShowEnclave of)
    {
        if (of.Years.Count == 0)
        {
            return null;
        }
        double? Wan(long? fen) => fen is { } f ? f / 1_000_000d : null;
        var simulated = of.Simulated ? Enumerable.Range(0, of.Years.Count).ToArray() : null;
        var title = of.Falls is { Before: { } before, After: { } after } fall && after < before
            ? view.Say("enclaves.picture-falls", fall.Last.AddDays(1), Sums.Say(before - after)) : view.Say("enclaves.picture", of.Years.Count(y => y.Due is not null), of.Years.Count);
        return new BarChart(title, [.. of.Years.Select(y => $"{y.From:yyyy}")],
        [
            new(view.Say("enclaves.due"), [.. of.Years.Select(y => Wan(y.Due))]) { SimulatedAt = simulated },
            new(view.Say("enclaves.paid"), [.. of.Years.Select(y => Wan(y.Paid))]) { SimulatedAt = simulated },
            new(view.Say("enclaves.promised"), [.. of.Years.Select(y => y.Due is null ? Wan(y.Promised) : null)]) { SimulatedAt = simulated, Quiet = true },
            new(view.Say("enclaves.guaranteed"), [.. of.Years.Select(y => Wan(y.Guaranteed))]) { SimulatedAt = simulated, Quiet = true },
        ])
        { Unit = view.Say("enclaves.wan"), CategoryTitle = view.Say("enclaves.year"), Note = view.Say("enclaves.picture-note"), Height = ChartHeight.Middle };
    }
}
