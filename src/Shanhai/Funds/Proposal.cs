using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Funds;

public enum ProposalState : short { Waiting, Posted, Refused }

/// <summary>What waits: an entry, the opening balances, settings that loosen what two people guard, a closed year to be reopened.</summary>
public enum ProposalKind : short { Entry = 1, Opening = 2, Settings = 3, Reopening = 4 }

/// <summary>
/// What waits for two people. Nothing of it is done until the second has approved; it is then checked once more as if it had just been asked for, and that it is still what
/// the first approved. Whoever asked is neither of the two.
/// </summary>
public sealed class Proposal
{
    public const int Needed = 2, LongestWhy = 300;

    public required Id<Proposal> Id { get; init; }
    public required Id<Book> Book { get; init; }
    public required ProposalKind Kind { get; init; }
    public required DateOnly On { get; init; }

    /// <summary>What an entry says it is for; why a year is to be reopened; empty for settings.</summary>
    public required string Text { get; init; }

    /// <summary>Its debits in fen; zero where no money moves.</summary>
    public required long Fen { get; init; }

    /// <summary>The whole of it as it was entered, JSON; a payee in it may be a person.</summary>
    [Secret]
    public required string Said { get; init; }

    /// <summary>See <see cref="Entry.Salt"/>.</summary>
    [Secret]
    public required byte[] Salt { get; init; }
    public Id<Entry>? Reverses { get; init; }
    public required string Preparer { get; init; }
    public required string PreparedBy { get; init; }
    public required DateTimeOffset PreparedAt { get; init; }
    public ProposalState State { get; internal set; }
    public Id<Entry>? Entry { get; internal set; }
    public string? RefusedWhy { get; internal set; }

    /// <summary>Adds it with its hash in the journal, which every approval signs again; saved by the caller.</summary>
    public static Proposal Add(Proposal proposal, string verb, Book book, Db db, Actor actor)
    {
        db.Proposals.Add(proposal);
        db.Record(actor, verb, FundsModule.SubjectOf(proposal.Id), new { book = book.Id.ToString(), waits = proposal.Kind, hash = EntryPrint.Of(proposal) }, book.Place);
        return proposal;
    }

    /// <summary>Why <paramref name="person"/> cannot approve it now; null: she can.</summary>
    public Problem? Refuses(string person, IReadOnlyList<Approval> before) =>
        State != ProposalState.Waiting ? Problem.Clash("funds.proposal-over")
        : Preparer == person ? Problem.Refused("funds.own-entry")
        : before.Any(a => a.Person == person) ? Problem.Refused("funds.approved-twice")
        : null;

    internal sealed class Mapping : IEntityTypeConfiguration<Proposal>
    {
        public void Configure(EntityTypeBuilder<Proposal> proposal)
        {
            proposal.ToTable("entry_proposals");
            proposal.HasKey(p => p.Id);
            proposal.Property(p => p.Text).HasMaxLength(Funds.Entry.LongestText);
            proposal.Property(p => p.Preparer).HasMaxLength(110);
            proposal.Property(p => p.PreparedBy).HasMaxLength(100);
            proposal.Property(p => p.RefusedWhy).HasMaxLength(LongestWhy);
            proposal.HasOne<Book>().WithMany().HasForeignKey(p => p.Book).OnDelete(DeleteBehavior.Restrict);
            proposal.HasIndex(p => new { p.Book, p.State });
            proposal.HasIndex(p => new { p.State, p.Id });
        }
    }
}

/// <summary>One person's approval: appended, never taken back.</summary>
public sealed class Approval
{
    public required Id<Proposal> Proposal { get; init; }

    /// <summary>Who, as an account; not the name, which two may share.</summary>
    public required string Person { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The hash of what was approved.</summary>
    public required string Signed { get; init; }

    public static string PersonOf(Actor actor) => actor.User?.ToString() ?? "name:" + actor.Name;

    internal sealed class Mapping : IEntityTypeConfiguration<Approval>
    {
        public void Configure(EntityTypeBuilder<Approval> approval)
        {
            approval.ToTable("entry_approvals");
            approval.HasKey(a => new { a.Proposal, a.Person });
            approval.Property(a => a.Person).HasMaxLength(110);
            approval.Property(a => a.By).HasMaxLength(100);
            approval.Property(a => a.Signed).HasMaxLength(64);
            approval.HasOne<Proposal>().WithMany().HasForeignKey(a => a.Proposal).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>What happened to the closed period of a book: appended, never changed.</summary>
public sealed class Closing
{
    public required Id<Closing> Id { get; init; }
    public required Id<Book> Book { get; init; }

    /// <summary>The last closed day from then on; null: all is open.</summary>
    public required DateOnly? Through { get; init; }

    /// <summary>Why it was reopened; null where it was closed.</summary>
    public string? Why { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Closing>
    {
        public void Configure(EntityTypeBuilder<Closing> closing)
        {
            closing.ToTable("book_closings");
            closing.HasKey(c => c.Id);
            closing.Property(c => c.Why).HasMaxLength(300);
            closing.Property(c => c.By).HasMaxLength(100);
            closing.HasOne<Book>().WithMany().HasForeignKey(c => c.Book).OnDelete(DeleteBehavior.Restrict);
            closing.HasIndex(c => new { c.Book, c.Id });
        }
    }
}
