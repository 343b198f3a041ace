using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// From a run over the figures to rows for the table: reasons in words, and the stand of each place after its stand in the year before. An exit that
/// was confirmed before stays confirmed when the year is run again and the rule still does not hold. A place that has taken another code goes on from
/// what was found under the old one.
/// </summary>
internal sealed class MakeFindings
{
    private const int AtOnce = 500;

    public static readonly string[] Columns =
    [
        "id", "run", "version", "rule", "period", "place", "outcome", "severity", "margin", "distance", "dimension", "stand", "since", "uncertain",
        "said_zh", "said_en", "reason", "exit_by", "exit_on", "exit_document",
    ];

    private sealed record Row(PlaceCode Place, int At, Standing Standing, Standing.Confirmation? Exit);

    private readonly Run _run;
    private readonly RuleVersion _version;
    private readonly Telling _telling;
    private readonly List<Row> _rows = [];

    private MakeFindings(Run run, RuleVersion version, Telling telling) => (_run, _version, _telling) = (run, version, telling);

    public int Count => _rows.Count;

    /// <summary>What stands in force for this rule and period in the subtree, also under codes its places no longer bear: everything the run takes the place of.</summary>
    public static IEnumerable<IQueryable<Finding>> InForce(IQueryable<Finding> findings, Run run, PlaceCode place)
    {
        var standing = findings.Where(f => f.Rule == run.Rule.Code && f.Period == run.Period && f.SupersededAt == null);
        return run.Register.FormerIn(place).Where(code => !place.Contains(code)).Chunk(AtOnce).Select(codes => standing.Where(f => codes.Contains(f.Place)))
            .Prepend(standing.Where(f => f.Place >= place && f.Place <= place.Last));
    }

    public static async Task<MakeFindings> Of(Run run, RuleVersion version, PlaceCode place, Db db, Telling telling, CancellationToken ct)
    {
        var made = new MakeFindings(run, version, telling);
        var before = await Before(run, version.Code, place, db, ct);
        var exits = await Exits(run, place, db, ct);
        for (var i = 0; i < run.Places.Length; i++)
        {
            var code = new PlaceCode(run.Places[i]);
            if (!place.Contains(code))
            {
                continue;
            }
            var standing = (before.GetValueOrDefault(code) ?? Standing.Start(run.Period)).After(run.Period, (Outcome)run.Outcomes[i]);
            var exit = standing.Stand == Stand.ExitProposed ? exits.GetValueOrDefault(code) : null;
            made._rows.Add(new(code, i, exit is null ? standing : standing.Confirm(run.Period, exit).Value, exit));
        }
        return made;
    }

    public int With(Stand stand) => _rows.Count(r => r.Standing.Stand == stand);

    public RuleRun Record(PlaceCode place, string by, TimeProvider clock)
    {
        int Of(Outcome outcome) => _rows.Count(r => _run.Outcomes[r.At] == (byte)outcome);
        return new()
        {
            Id = Id<RuleRun>.New(clock),
            Version = _version.Id,
            Rule = _version.Code,
            Number = _version.Number,
            Period = _run.Period,
            Place = place,
            RunBy = by,
            RunAt = clock.GetUtcNow(),
            Holds = Of(Outcome.Holds),
            DoesNotHold = Of(Outcome.DoesNotHold),
            CannotTell = Of(Outcome.CannotTell),
            Exempt = Of(Outcome.Exempt),
            Inputs = Hash(),
        };
    }

    public IEnumerable<object?[]> Rows(RuleRun run, TimeProvider clock)
    {
        var at = 0;
        foreach (var (place, reason) in _run.Reasons(_rows.Select(r => r.Place)))
        {
            var row = _rows[at++];
            var outcome = (Outcome)_run.Outcomes[row.At];
            var said = outcome == Outcome.Exempt ? Exempted(place) : _telling.Said(reason);
            var nearest = reason.Deciding().Where(d => d.Difference is not null).MaxBy(d => Math.Abs(d.Difference!.Value));
            var severity = _run.Severities[row.At];
            yield return
            [
                Id<Finding>.New(clock).Value, run.Id.Value, run.Version.Value, run.Rule, run.Period.Key, place.Value, (short)outcome,
                severity == Run.NoSeverity ? null : _run.Rule.Severities[severity].Code,
                float.IsNaN(_run.Margins[row.At]) ? null : (double)_run.Margins[row.At],
                outcome == Outcome.Exempt ? null : nearest?.Difference,
                nearest is null ? null : Dimensions.Of(((Condition.Compare)nearest.Condition).Left, _telling.Catalogue).Value,
                (short)row.Standing.Stand, row.Standing.Since.Key, row.Standing.Uncertain, said.Zh, said.En,
                outcome is Outcome.DoesNotHold && row.Standing.Stand == Stand.NotNamed ? null : KeptReason.Of(reason, _telling).Written(),
                row.Exit?.By, row.Exit?.On, row.Exit?.Document,
            ];
        }
    }

    private Both Exempted(PlaceCode place)
    {
        var document = _run.Rule.Exemptions.First(e => _run.Register.Today(e.Place) == place && e.Holds(_run.Period)).Document;
        return new(Words.Say(Language.Chinese, "finding.exempt", document), Words.Say(Language.English, "finding.exempt", document));
    }

    /// <summary>The stand of each place at its latest finding before this period.</summary>
    private static async Task<Dictionary<PlaceCode, Standing>> Before(Run run, string rule, PlaceCode place, Db db, CancellationToken ct)
    {
        var all = db.Findings.AsNoTracking().Where(f => f.Rule == rule && f.Period < run.Period && f.SupersededAt == null);
        var earlier = all.Where(f => f.Place >= place && f.Place <= place.Last);
        var periods = await earlier.Select(f => f.Period).Distinct().ToListAsync(ct);
        var known = new Dictionary<PlaceCode, (Period Period, Standing Standing)>();
        foreach (var period in periods.OrderDescending())
        {
            await foreach (var f in earlier.Where(f => f.Period == period).Select(f => new { f.Place, f.Stand, f.Since, f.Uncertain }).AsAsyncEnumerable().WithCancellation(ct))
            {
                known.TryAdd(f.Place, (period, new(f.Stand, f.Since, f.Uncertain)));
            }
        }
        foreach (var codes in run.Register.FormerIn(place).Chunk(AtOnce))
        {
            foreach (var f in await all.Where(f => codes.Contains(f.Place)).Select(f => new { f.Place, f.Period, f.Stand, f.Since, f.Uncertain }).ToListAsync(ct))
            {
                var today = run.Register.Today(f.Place);
                if (!known.TryGetValue(today, out var latest) || latest.Period < f.Period)
                {
                    known[today] = (f.Period, new(f.Stand, f.Since, f.Uncertain));
                }
            }
        }
        return known.ToDictionary(k => k.Key, k => k.Value.Standing);
    }

    /// <summary>The exits from the list that were confirmed for this period.</summary>
    private static async Task<Dictionary<PlaceCode, Standing.Confirmation>> Exits(Run run, PlaceCode place, Db db, CancellationToken ct)
    {
        var exits = new Dictionary<PlaceCode, Standing.Confirmation>();
        foreach (var findings in InForce(db.Findings.AsNoTracking(), run, place))
        {
            foreach (var f in await findings.Where(f => f.ExitBy != null).Select(f => new { f.Place, f.ExitBy, f.ExitOn, f.ExitDocument }).ToListAsync(ct))
            {
                exits[run.Register.Today(f.Place)] = new(f.ExitBy!, f.ExitOn!.Value, f.ExitDocument!);
            }
        }
        return exits;
    }

    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> cell = stackalloc byte[17];
        foreach (var (indicator, period) in _run.Rule.Needs(_telling.Catalogue, _run.Period).OrderBy(n => n.Indicator.Id).ThenBy(n => n.Period.Key))
        {
            var rows = _run.Facts.Column(indicator, period).Rows;
            for (var i = 0; i < rows.Count; i++)
            {
                BinaryPrimitives.WriteInt64BigEndian(cell, rows.Places[i]);
                BinaryPrimitives.WriteInt64BigEndian(cell[8..], rows.Values[i]);
                cell[16] = (byte)rows.LackAt(i);
                hash.AppendData(cell);
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
