using System.Text.Json;

namespace Shanhai.Indicators;

/// <summary>
/// Records figures once for each Idempotency-Key of a sender. The answer is kept in the transaction of the figures, so that it can be
/// given again even where the process died right after; the batch's journal entry tells of both.
/// </summary>
public static class RecordOnce
{
    public static async Task<Result<RecordFigures.Recorded>> Handle(
        RecordFigures input, HttpRequest request, Db db, Actor actor, Catalogue catalogue, FactColumns columns, TimeProvider clock, CancellationToken ct)
    {
        var key = SentOnce.KeyOf(request);
        if (key.Length == 0)
        {
            return await RecordFigures.Handle(input, db, actor, catalogue, columns, clock, ct);
        }
        if (actor.Refuses(IndicatorsModule.Record) is { } no)
        {
            return no;
        }
        var (sender, hash) = (SentOnce.SenderOf(actor)!, SentOnce.Hash(JsonSerializer.SerializeToUtf8Bytes(input)));
        if (await SentOnce.Before(sender, key, hash, db, ct) is { } before)
        {
            return before.Problem is { } problem ? problem : JsonSerializer.Deserialize<RecordFigures.Recorded>(before.Value)!;
        }

        var sent = new SentOnce { Sender = sender, Key = key, BodyHash = hash, Answer = "", At = clock.GetUtcNow() };
        return await RecordFigures.Write(input, db, actor, catalogue, columns, clock, answer =>
        {
            sent.Answer = JsonSerializer.Serialize(answer);
            db.SentOnce.Add(sent);
        }, ct);
    }
}
