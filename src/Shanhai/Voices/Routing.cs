using Microsoft.EntityFrameworkCore;

namespace Shanhai.Voices;

/// <summary>
/// Suggests under which subject a voice belongs, with the passages that speak for it, from voices that people have sorted. Only ever a suggestion: nothing is chosen, and where little was
/// sorted yet or the words point nowhere it says nothing. Whoever may register voices is told.
/// </summary>
public sealed class Routing(TimeProvider clock) : IDisposable
{
    private const int MostLearnt = 10_000, LeastLearnt = 40, MostReasons = 4;
    private const double Sure = 0.6;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(12);

    private readonly SemaphoreSlim _turn = new(1);
    private (RoutingModel Model, DateTimeOffset At)? _learnt;

    /// <param name="Reasons">Passages of the text itself.</param>
    /// <param name="LearntFrom">How many sorted voices it was counted from.</param>
    public sealed record Suggestion(string Category, IReadOnlyList<string> Reasons, string? Next, int LearntFrom);

    public sealed record Asked(string? Text);

    /// <param name="Suggested">Null: the words point nowhere, or too little was sorted.</param>
    public sealed record Answer(Suggestion? Suggested);

    public static async Task<Result<Answer>> Handle(Asked input, Routing routing, Db db, Actor actor, CancellationToken ct)
    {
        var errors = new Errors().Require(input.Text, "text", "voice.say-what").Limit(input.Text, Voice.LongestText, "text");
        return (actor.Refuses(VoicesModule.Register) ?? errors.Refusal) is { } no ? no : new Answer(await routing.Suggest(input.Text, db, ct));
    }

    public async Task<Suggestion?> Suggest(string? text, Db db, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }
        var model = await Learnt(db, ct);
        return model.Count < LeastLearnt ? null : Of(model, text);
    }

    public static Suggestion? Of(RoutingModel model, string text)
    {
        var likeliest = model.Classify(text);
        if (likeliest.Count == 0 || likeliest[0].Probability < Sure || model.Reasons(text, likeliest[0].Subject, MostReasons) is not { Count: > 0 } reasons)
        {
            return null;
        }
        return new(likeliest[0].Subject, reasons, likeliest.Count > 1 && likeliest[1].Probability >= 0.05 ? likeliest[1].Subject : null, model.Count);
    }

    public void Dispose() => _turn.Dispose();

    // The newest that somebody has sorted, wherever: what is told of them is only what the asker's own text says. Accusations teach nobody.
    private async Task<RoutingModel> Learnt(Db db, CancellationToken ct)
    {
        if (_learnt is { } fresh && clock.GetUtcNow() - fresh.At < Kept && fresh.Model.Count >= LeastLearnt)
        {
            return fresh.Model;
        }
        await _turn.WaitAsync(ct);
        try
        {
            if (_learnt is { } made && clock.GetUtcNow() - made.At < (made.Model.Count >= LeastLearnt ? Kept : TimeSpan.FromMinutes(1)))
            {
                return made.Model;
            }
            var sorted = await Sight.Countable(db).Where(v => v.State >= VoiceState.Registered && v.State != VoiceState.Withdrawn && v.State != VoiceState.Linked && v.Category != "other")
                .OrderByDescending(v => v.Id).Take(MostLearnt).Select(v => new { v.Text, v.Category }).ToListAsync(ct);
            var model = RoutingModel.Learn(sorted.Select(v => (v.Text, v.Category)));
            _learnt = (model, clock.GetUtcNow());
            return model;
        }
        finally
        {
            _turn.Release();
        }
    }
}
