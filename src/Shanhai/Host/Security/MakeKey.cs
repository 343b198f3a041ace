namespace Shanhai.Host.Security;

/// <summary>Makes a key for a machine: some of one's own verbs, in a subtree of one's own, until a day. The token is answered once and never again.</summary>
public sealed record MakeKey(string? Name, IReadOnlyList<string>? Verbs, PlaceCode? Place, int? Days)
{
    public sealed record Made(Id<ApiKey> Id, string Prefix, string Token, DateTimeOffset ExpiresAt);

    public Errors Validate()
    {
        var errors = new Errors().Require(Name, "name").Limit(Name, 60, "name");
        if (Verbs is not { Count: > 0 })
        {
            errors.Add("verbs", "field.required");
        }
        if (Place is null)
        {
            errors.Add("place", "field.required");
        }
        if (Days is not (>= 1 and <= ApiKey.MostDays))
        {
            errors.Add("days", "key.days", ApiKey.MostDays);
        }
        return errors;
    }

    public static async Task<Result<Made>> Handle(MakeKey input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(SecurityModule.OwnKeys) ?? input.Validate().Refusal ?? actor.Stale(clock)) is { } no)
        {
            return no;
        }
        if (actor.User is not { } me)
        {
            return Problem.NotAllowed;
        }
        foreach (var verb in input.Verbs!)
        {
            if (!Lendable(actor).Contains(verb) || actor.Refuses(verb, input.Place!.Value) is not null)
            {
                return Problem.Refused("key-too-wide", verb, input.Place!.Value);
            }
        }

        var (token, prefix) = ApiKey.NewToken();
        var key = new ApiKey
        {
            Id = Id<ApiKey>.New(clock),
            UserId = me.Value,
            Name = input.Name!.Trim(),
            Prefix = prefix,
            Hash = ApiKey.HashOf(token),
            Verbs = string.Join(' ', input.Verbs.Distinct().Order(StringComparer.Ordinal)),
            Place = input.Place!.Value,
            MadeAt = clock.GetUtcNow(),
            ExpiresAt = clock.GetUtcNow().AddDays(input.Days!.Value),
        };
        db.ApiKeys.Add(key);
        db.Record(actor, SecurityModule.OwnKeys, "key:" + key.Id, new { done = "made", key.Name, key.Prefix, key.Verbs, key.Place, key.ExpiresAt }, key.Place);
        await db.SaveChangesAsync(ct);
        return new Made(key.Id, key.Prefix, token, key.ExpiresAt);
    }

    /// <summary>What this person may lend: her verbs, but none that decides over rights.</summary>
    public static IReadOnlyList<string> Lendable(Actor actor) =>
        [.. actor.Access.Verbs.Where(v => !actor.Access.IsSensitive(v) && !actor.Access.IsPublic(v) && actor.May(v)).Order(StringComparer.Ordinal)];
}
