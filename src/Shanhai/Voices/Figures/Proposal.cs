using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Voices.Figures;

/// <summary>Which of the three a proposal is (Regulations on Petition Work, art. 39–41): better work, better policy, holding somebody to account.</summary>
public enum ProposalKind : short { Work, Policy, Accountability }

/// <summary>What a petition office has proposed to a body because of what people told, and what became of it. Proposed once, answered once.</summary>
public sealed class Proposal
{
    public const int LongestText = 1000;

    public required Id<Proposal> Id { get; init; }
    public required ProposalKind Kind { get; init; }

    /// <summary>The area whose people's voices it comes from.</summary>
    public required PlaceCode Place { get; init; }
    public required Id<Organisation> To { get; init; }
    public required DateOnly MadeOn { get; init; }
    public required string Text { get; init; }
    public required string By { get; init; }

    /// <summary>Null: not answered yet.</summary>
    public bool? Adopted { get; private set; }
    public DateOnly? AnsweredOn { get; private set; }
    public string? Answer { get; private set; }
    public int Version { get; private set; }

    public Problem? Answered(bool adopted, string? answer, DateOnly on)
    {
        if (Adopted is not null)
        {
            return Problem.Clash("voices.proposal.answered", StepShape.Iso(AnsweredOn));
        }
        if (on < MadeOn)
        {
            return new Errors().Add("on", "voices.proposal.before-made", StepShape.Iso(MadeOn)).Refusal;
        }
        (Adopted, Answer, AnsweredOn) = (adopted, answer.Kept(), on);
        Version++;
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Proposal>
    {
        public void Configure(EntityTypeBuilder<Proposal> proposal)
        {
            proposal.ToTable("voice_proposals");
            proposal.HasKey(p => p.Id);
            proposal.Property(p => p.Text).HasMaxLength(LongestText);
            proposal.Property(p => p.Answer).HasMaxLength(LongestText);
            proposal.Property(p => p.By).HasMaxLength(100);
            proposal.Property(p => p.Version).IsConcurrencyToken();
            proposal.HasOne<Organisation>().WithMany().HasForeignKey(p => p.To).OnDelete(DeleteBehavior.Restrict);
            proposal.HasIndex(p => new { p.Place, p.MadeOn });
            proposal.HasIndex(p => p.To);
        }
    }
}

/// <summary>Writes down a proposal of the petition office. Whoever sees the voices of that area as a whole may.</summary>
public sealed record MakeProposal(ProposalKind? Kind, PlaceCode? Place, Id<Organisation>? To, string? Text, DateOnly? On)
{
    public sealed record Made(Id<Proposal> Id);

    public static async Task<Result<Made>> Handle(MakeProposal input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var tree = await trees.Read(db, ct);
        var errors = new Errors().Require(input.Text, "text", "voices.proposal.say-what").Limit(input.Text, Proposal.LongestText, "text");
        var today = ChinaDay.Today(clock);
        if (input.Kind is null)
        {
            errors.Add("kind", "voices.proposal.say-kind");
        }
        if (input.To is null || tree.Successor(input.To.Value) is null)
        {
            errors.Add("to", "voices.proposal.say-to");
        }
        if (input.Place is null)
        {
            errors.Add("place", "voice.say-where");
        }
        if (input.On > today)
        {
            errors.Add("on", "voices.proposal.in-future", StepShape.Iso(today));
        }
        if ((actor.Refuses(FiguresModule.Propose) ?? errors.Refusal) is { } no)
        {
            return no;
        }
        if (!Sight.Of(actor, tree, FiguresModule.Propose).Area.Contains(input.Place!.Value))
        {
            return Problem.Refused("voices.proposal.not-yours");
        }
        var proposal = new Proposal
        {
            Id = Id<Proposal>.New(clock), Kind = input.Kind!.Value, Place = input.Place.Value, To = tree.Successor(input.To!.Value)!.Id, MadeOn = input.On ?? today, Text = input.Text!.Trim(), By = actor.Name,
        };
        db.Add(proposal);
        db.Record(actor, FiguresModule.Propose, "voice-proposal:" + proposal.Id, new { kind = proposal.Kind, on = proposal.MadeOn }, proposal.Place);
        await db.SaveChangesAsync(ct);
        return new Made(proposal.Id);
    }
}

/// <summary>Writes down what became of a proposal. Whoever sees the voices of that area as a whole may.</summary>
public sealed record AnswerProposal(bool? Adopted, string? Answer, DateOnly? On)
{
    public static async Task<Result<MakeProposal.Made>> Handle(Id<Proposal> id, AnswerProposal input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var errors = new Errors().Limit(input.Answer, Proposal.LongestText, "answer");
        if (input.Adopted is null)
        {
            errors.Add("adopted", "voices.proposal.say-whether");
        }
        if (input.On > ChinaDay.Today(clock))
        {
            errors.Add("on", "voices.proposal.in-future", StepShape.Iso(ChinaDay.Today(clock)));
        }
        if ((actor.Refuses(FiguresModule.Propose) ?? errors.Refusal) is { } no)
        {
            return no;
        }
        var area = Sight.Of(actor, await trees.Read(db, ct), FiguresModule.Propose).Area;
        if (await db.VoiceProposals.Within(area, p => p.Place).FirstOrDefaultAsync(p => p.Id == id, ct) is not { } proposal)
        {
            return Problem.Missing("voices.proposal.not-found");
        }
        if (proposal.Answered(input.Adopted!.Value, input.Answer, input.On ?? ChinaDay.Today(clock)) is { } problem)
        {
            return problem;
        }
        db.Record(actor, FiguresModule.Propose, "voice-proposal:" + proposal.Id, new { adopted = proposal.Adopted }, proposal.Place);
        await db.SaveChangesAsync(ct);
        return new MakeProposal.Made(id);
    }
}
