using System.Text;
using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>What becomes of one line of a workbook of bodies.</summary>
public enum LineFate
{
    /// <summary>A body that is not there yet.</summary>
    New,
    /// <summary>It is there already, by its code or by name and place: left as it is.</summary>
    Known,
    /// <summary>It may be one that is there: a person decides.</summary>
    Doubtful,
    Wrong,
}

/// <summary>Decides, line by line, what a workbook of bodies would do to the register. Pure: the register, the tree and the reader's scope go in.</summary>
public sealed class OrganisationImportPlan
{
    /// <summary><paramref name="Wrong"/> holds what is wrong, each with its field; <paramref name="Twins"/> the bodies it may be, with the reason.</summary>
    public sealed record Line(OrganisationRow Row, LineFate Fate, IReadOnlyList<Errors.At> Wrong, IReadOnlyList<Duplicates.Proposal> Twins)
    {
        internal OrganisationDetails? Details { get; init; }
        internal DateOnly? Opened { get; init; }

        /// <summary>The standing body above it; null where it names none or one of this file.</summary>
        internal Body? Superior { get; init; }

        /// <summary>The line of the body above it, where that is in this file too.</summary>
        internal int? SuperiorLine { get; init; }
    }

    private readonly OrganisationTree _tree;
    private readonly Register _register;
    private readonly PlaceScope _change, _view;
    private readonly DateOnly _today;
    private readonly Duplicates _duplicates;
    private readonly ILookup<string, PlaceCode> _places;

    public OrganisationImportPlan(OrganisationTree tree, Register register, Pinyin pinyin, PlaceScope change, PlaceScope view, DateOnly today)
    {
        (_tree, _register, _change, _view, _today) = (tree, register, change, view, today);
        _duplicates = new(tree, register, pinyin);
        _places = change.Roots.Select(register.Slice).SelectMany(s => Enumerable.Range(s.First, s.End - s.First)).Where(register.Stands).ToLookup(register.Name, register.Code);
    }

    public IReadOnlyList<Line> Of(IReadOnlyList<OrganisationRow> rows)
    {
        var lines = rows.Select(Judge).ToList();
        Twice(lines);
        var named = lines.Where(l => l.Row.Name is not null && l.Fate is not (LineFate.Wrong or LineFate.Known)).ToLookup(l => l.Row.Name!);
        for (var i = 0; i < lines.Count; i++)
        {
            lines[i] = Placed(lines[i], named);
        }
        var byLine = lines.ToDictionary(l => l.Row.Line);
        return [.. lines.Select(l => Circles(l, byLine) ? Spoilt(l, "superior", "organisation.import-circle") : l)];
    }

    private Line Judge(OrganisationRow row)
    {
        var errors = new Errors().Require(row.Name, "name").Limit(row.Name, Organisation.LongestName, "name");
        var place = PlaceOf(row.Place, errors);
        var details = new OrganisationDetails
        {
            ShortName = row.ShortName, Kind = KindOf(row.Kind, errors), Duties = DutiesOf(row.Duties, errors), Task = row.Task, Place = place, Seat = row.Seat, CreditCode = row.CreditCode,
            Office = row.Office, Phone = row.Phone, Mail = row.Mail,
        };
        details.Validate(errors);
        var opened = TypedDay.Read(row.Opened, "opened", errors);
        if (opened > _today)
        {
            errors.Add("opened", "organisation.future");
        }
        if (errors.Any)
        {
            // What is missing was said in more words already.
            return new(row, LineFate.Wrong, [.. errors.All.GroupBy(e => e.Field).Select(g => g.First())], []);
        }
        var twins = _duplicates.Of(row.Name!, place!.Value, details.Code);
        var fate = twins is [] ? LineFate.New : twins[0].Reason == DuplicateReason.NearName ? LineFate.Doubtful : LineFate.Known;
        return new(row, fate, [], twins) { Details = details, Opened = opened };
    }

    private static void Twice(List<Line> lines)
    {
        var (codes, names) = (new Dictionary<string, int>(), new Dictionary<(string, PlaceCode), int>());
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Details is not { } details)
            {
                continue;
            }
            if (details.Code is { } code && !codes.TryAdd(code, lines[i].Row.Line))
            {
                lines[i] = Spoilt(lines[i], "creditCode", "organisation.import-code-twice", codes[code]);
            }
            else if (!names.TryAdd((lines[i].Row.Name!, details.Place!.Value), lines[i].Row.Line))
            {
                lines[i] = Spoilt(lines[i], "name", "organisation.import-name-twice", names[(lines[i].Row.Name!, details.Place!.Value)]);
            }
        }
    }

    private Line Placed(Line line, ILookup<string, Line> named)
    {
        if (line.Row.Superior is not { } said || line.Fate is LineFate.Wrong or LineFate.Known)
        {
            return line;
        }
        // A body of this file comes first: the table that brings both means its own.
        if (named[said].ToList() is { Count: > 0 } own)
        {
            return own is not [var one] ? Spoilt(line, "superior", "organisation.import-superior-twice", said)
                : line.Details!.Kind!.Value.IsOrgan && !one.Details!.Place!.Value.Contains(line.Details.Place!.Value) ? Spoilt(line, "superior", "problem.organisation.superior-elsewhere", said)
                : line with { SuperiorLine = one.Row.Line };
        }
        var found = FindBody.Of(_tree, said, "superior", FindBody.Within(_view));
        if (found.Problem is { Fields: [var wrong, ..] })
        {
            return Spoilt(line, wrong.Field, wrong.Key, wrong.Args);
        }
        return OrganisationChange.Below(_tree, line.Details!.Kind!.Value, line.Details.Place!.Value, found.Value.Id, null) is { } unfit
            ? Spoilt(line, "superior", "problem." + unfit.Code, unfit.Args) : line with { Superior = found.Value };
    }

    private static bool Circles(Line line, Dictionary<int, Line> byLine)
    {
        var at = line.SuperiorLine;
        for (var steps = 0; at is { } above && steps <= byLine.Count; steps++)
        {
            if (above == line.Row.Line)
            {
                return true;
            }
            at = byLine[above].SuperiorLine;
        }
        return false;
    }

    private PlaceCode? PlaceOf(string? said, Errors errors)
    {
        if (string.IsNullOrWhiteSpace(said))
        {
            return null;
        }
        if (PlaceCode.TryParse(said, out var code))
        {
            if (!_change.Contains(code))
            {
                errors.Add("place", "organisation.import-place-elsewhere", said);
            }
            else if (CreateOrganisation.Elsewhere(_register, code) is not null)
            {
                errors.Add("place", "organisation.no-such-place", said);
            }
            return code;
        }
        var found = _places[said.Normalize(NormalizationForm.FormKC).Trim()].ToList();
        if (found is [var one])
        {
            return one;
        }
        errors.Add("place", found.Count == 0 ? "organisation.import-place-unknown" : "organisation.import-place-several", said, string.Join(" / ", found.Take(4)));
        return null;
    }

    private static OrganisationKind? KindOf(string? said, Errors errors)
    {
        if (said is null)
        {
            return null;
        }
        foreach (var kind in Enum.GetValues<OrganisationKind>())
        {
            if (Means(said, "organisations.kind." + kind, kind.ToString()))
            {
                return kind;
            }
        }
        errors.Add("kind", "organisation.import-kind", said);
        return null;
    }

    private static Duties DutiesOf(string? said, Errors errors)
    {
        var duties = Duties.None;
        foreach (var word in (said ?? "").Split(['、', ',', '，', ';', '；', '/'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var meant = OrganisationWords.EachDuty.Where(d => Means(word, "organisations.duty." + d, d.ToString())).ToList();
            if (meant is [var duty])
            {
                duties |= duty;
            }
            else
            {
                errors.Add("duties", "organisation.import-duty", word);
            }
        }
        return duties;
    }

    private static bool Means(string said, string key, string name) =>
        Words.All[key] is var word && (said == word.Zh || string.Equals(said, word.En, StringComparison.OrdinalIgnoreCase)) || string.Equals(said, name, StringComparison.OrdinalIgnoreCase);

    private static Line Spoilt(Line line, string field, string key, params object?[] args) => line with { Fate = LineFate.Wrong, Wrong = [.. line.Wrong, new(field, key, args)], SuperiorLine = null };
}
