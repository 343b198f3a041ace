using Shanhai.Host.Web;
using Shanhai.Kernel;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>The table of the procedure as such: complete, without dead ends, with clocks that begin and end.</summary>
[AnyDatabase]
public sealed class ProcedureTests
{
    private static readonly VoiceState[] States = Enum.GetValues<VoiceState>();
    private static readonly VoiceKind[] Kinds = Enum.GetValues<VoiceKind>();

    [Fact]
    public void Every_state_is_reached_from_the_first_one()
    {
        var reached = new HashSet<VoiceState> { VoiceState.Received };
        while (Procedure.Moves.Where(m => m.To is not null && m.From.Any(reached.Contains)).Any(m => reached.Add(m.To!.Value)))
        {
        }

        States.Except(reached).ShouldBeEmpty();
    }

    [Fact]
    public void From_every_open_state_an_official_way_leads_to_an_end_for_every_kind_that_gets_there()
    {
        foreach (var kind in Kinds)
        {
            var reached = Reached(kind, VoiceState.Received, _ => true);
            foreach (var state in reached.Where(s => s < VoiceState.Concluded))
            {
                Reached(kind, state, m => m.By != Party.Petitioner || m.Act is Act.RequestReview or Act.RequestRecheck)
                    .ShouldContain(s => s >= VoiceState.Concluded, $"{kind} in {state}");
            }
        }
    }

    [Fact]
    public void An_end_is_an_end()
    {
        Procedure.Moves.Where(m => m.To is not null).ShouldAllBe(m => m.From.All(s => s < VoiceState.Concluded));
    }

    [Fact]
    public void At_any_moment_an_act_of_a_party_has_one_meaning()
    {
        foreach (var (state, kind) in States.SelectMany(s => Kinds.Select(k => (s, k))))
        {
            Procedure.Moves.Where(m => m.Fits(state, kind)).GroupBy(m => (m.Act, m.By)).ShouldAllBe(g => g.Count() == 1, $"{kind} in {state}");
        }
    }

    [Fact]
    public void Every_clock_that_begins_can_end_and_none_runs_on_after_an_end()
    {
        var ended = Procedure.Moves.SelectMany(m => m.Stops).ToHashSet();

        Procedure.Moves.SelectMany(m => m.Starts).Select(s => s.Rule).Append(Procedure.Sort).ShouldAllBe(rule => ended.Contains(rule));
        foreach (var kind in Kinds)
        {
            foreach (var (state, running) in Runs(kind).Where(r => r.State >= VoiceState.Concluded))
            {
                running.ShouldBeEmpty($"{kind} in {state}");
            }
        }
    }

    [Fact]
    public void While_the_holder_must_act_a_clock_runs_that_the_law_names()
    {
        var waiting = new[]
        {
            VoiceState.Received, VoiceState.Registered, VoiceState.Transferred, VoiceState.Assigned, VoiceState.InHandling, VoiceState.ReviewRequested, VoiceState.RecheckRequested,
        };

        foreach (var (state, running) in Runs(VoiceKind.Appeal).Where(r => waiting.Contains(r.State)))
        {
            running.Except([Procedure.Objection]).ShouldNotBeEmpty(state.ToString());
        }
    }

    [Fact]
    public void Every_word_of_the_procedure_is_in_both_languages()
    {
        var keys = Enum.GetNames<Act>().Select(a => "voice.act." + a).Concat(States.Select(s => "voice.state." + s)).Concat(Kinds.Select(k => "voice.kind." + k))
            .Concat(Enum.GetNames<Channel>().Select(c => "voice.channel." + c)).Concat(Enum.GetNames<Decision>().Select(o => "voice.outcome." + o))
            .Concat(Enum.GetNames<Tray>().Select(q => "voice.tray." + q)).Concat(Enum.GetNames<Party>().Select(p => "voice.party." + p));

        keys.ShouldAllBe(k => Words.Has(k));
    }

    [Fact]
    public void A_receipt_is_read_as_people_type_it_and_one_wrong_sign_is_told()
    {
        for (var i = 0; i < 200; i++)
        {
            var receipt = Receipt.New();
            Receipt.TryRead(Receipt.Written(receipt).ToLowerInvariant().Replace('0', 'o').Replace('1', 'l'), out var read).ShouldBeTrue();
            read.ShouldBe(receipt);
            for (var at = 0; at < receipt.Length; at++)
            {
                var wrong = receipt[..at] + (receipt[at] == 'A' ? 'B' : 'A') + receipt[(at + 1)..];
                Receipt.TryRead(wrong, out _).ShouldBeFalse(wrong);
            }
        }
        Receipt.TryRead("", out _).ShouldBeFalse();
        Receipt.TryRead(null, out _).ShouldBeFalse();
        Receipt.TryRead("UUUU-UUUU-UUUU", out _).ShouldBeFalse();
    }

    private static HashSet<VoiceState> Reached(VoiceKind kind, VoiceState from, Func<Move, bool> may)
    {
        var reached = new HashSet<VoiceState> { from };
        while (Procedure.Moves.Where(m => m.To is not null && may(m) && reached.Any(s => m.Fits(s, kind))).Any(m => reached.Add(m.To!.Value)))
        {
        }
        return reached;
    }

    /// <summary>Every pair of a state and the clocks that can run in it, by walking all ways from the start.</summary>
    private static HashSet<(VoiceState State, IReadOnlySet<string> Running)> Runs(VoiceKind kind)
    {
        var seen = new Dictionary<string, (VoiceState, IReadOnlySet<string>)>();
        var open = new Queue<(VoiceState State, IReadOnlySet<string> Running)>([(VoiceState.Received, new HashSet<string> { Procedure.Sort })]);
        while (open.TryDequeue(out var now))
        {
            if (!seen.TryAdd($"{now.State}:{string.Join(',', now.Running.Order())}", now))
            {
                continue;
            }
            foreach (var move in Procedure.Moves.Where(m => m.To is not null && m.Fits(now.State, kind)))
            {
                open.Enqueue((move.To!.Value, now.Running.Except(move.Stops).Union(move.Starts.Select(s => s.Rule)).ToHashSet()));
            }
        }
        return [.. seen.Values];
    }
}
