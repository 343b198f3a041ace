namespace Shanhai.Host.Journal;

/// <summary>
/// What a capability hands out receipts for: the verb under which the journal has it, and the fingerprint of the record as it stands now, from the subject's
/// key (null: there is no such record).
/// </summary>
public sealed record ReceiptKind(string Verb, Func<Db, string, CancellationToken, Task<byte[]?>> Fingerprint);
