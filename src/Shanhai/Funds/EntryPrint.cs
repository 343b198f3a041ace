using System.Security.Cryptography;
using Shanhai.Funds.Papers;

namespace Shanhai.Funds;

/// <summary>
/// The hash of a whole entry, persons included, that the journal keeps: what somebody changes in the tables shows (<see cref="VerifyLedger"/>). A salt of its own stands in
/// it, so that whoever reads the journal cannot try names.
/// </summary>
internal static class EntryPrint
{
    public static byte[] Salt() => RandomNumberGenerator.GetBytes(16);

    /// <param name="papers">Each with the hash of what is in it.</param>
    public static string Of(Entry entry, IEnumerable<Posting> lines, IEnumerable<(Id<BookPaper> Id, string? Sha256)> papers) => Hash(
    [
        Canonical.Hex(entry.Salt), entry.Id.ToString(), entry.Book.ToString(), Canonical.Number(entry.Number), Day(entry.On), entry.Kind.ToString(), entry.Text, entry.Document, entry.NonRecurring.ToString(),
        entry.Payee, entry.PayeeIs?.ToString(), entry.Project, entry.Debt?.ToString(), entry.Creditor, entry.Source?.ToString(), entry.Reverses?.ToString(), entry.PreparedBy, entry.ApprovedBy,
        .. lines.OrderBy(l => l.Line).SelectMany(l => new[] { l.Account, Canonical.Number(l.Amount), l.Red.ToString(), l.Commodity.ToString(), l.Village.ToString(), Day(l.On) }),
        // No account is called so: what follows cannot be taken for a line.
        .. papers.OrderBy(p => p.Id.Value).SelectMany(p => new[] { "paper", p.Id.ToString(), p.Sha256 }),
    ]);

    public static string Of(Proposal proposal) => Hash([Canonical.Hex(proposal.Salt), proposal.Id.ToString(), proposal.Book.ToString(), proposal.Kind.ToString(), proposal.Said, proposal.Reverses?.ToString(), proposal.Preparer]);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string Hash(string?[] fields) => Canonical.Hex(Digest.Sha256.Hash(Canonical.Of(fields)));
}
