using System.Reflection;

namespace Shanhai.Host.Security;

/// <summary>Through which door somebody came.</summary>
public enum Door { Web, Api, Console, Job }

/// <summary>
/// Who acts: a signed-in person, a key, the console's operator, a job, or the public. Every use case asks it first:
/// <c>if (actor.Refuses(Verb, place) is { } no) return no;</c>. As a route parameter it is taken from the request.
/// </summary>
public sealed record Actor(Id<User>? User, string Name, Door Door, IReadOnlyList<Actor.Holding> Holdings, AccessTable Access)
{
    /// <summary>A role and the subtree in which it is held; <paramref name="Organisation"/>: for which body, null: in the area at large.</summary>
    public sealed record Holding(Role Role, PlaceCode Place, Guid? Organisation = null);

    /// <summary>What a key was lent: nothing but these verbs, nowhere but in this subtree.</summary>
    public sealed record Loan(string Key, IReadOnlySet<string> Verbs, PlaceCode Place);

    public string? Origin { get; init; }

    public Loan? Lent { get; init; }

    /// <summary>Which sign-in this is, to mark it in the list of sessions; null for keys, the console and the public.</summary>
    public Id<Session>? Session { get; init; }

    /// <summary>When the person last proved who she is (password, code, passkey); null: the question does not arise (console, job).</summary>
    public DateTimeOffset? ProvedAt { get; init; }

    public bool IsPublic => User is null && Door is Door.Web or Door.Api && Holdings.Count == 0;

    /// <summary>The roles held, for the journal: "Officer@330127000000", "#" and the body they are held for, and the key they were lent to.</summary>
    public string ActingAs => string.Join(' ', Holdings.Select(h => h.Organisation is { } body ? $"{h.Role}@{h.Place}#{body:N}" : $"{h.Role}@{h.Place}").Concat(Lent is null ? [] : [$"key:{Lent.Key}@{Lent.Place}"]));

    public static Actor Public(AccessTable access, Door door, string? origin) => new(null, "public", door, [], access) { Origin = origin };

    /// <summary>The operator at the console of the server may do what any role may: she holds the machine and the data anyway. It is journalled under her name.</summary>
    public static Actor Operator(AccessTable access, string name) =>
        new(null, name, Door.Console, [.. Enum.GetValues<Role>().Select(r => new Holding(r, PlaceCode.Nation))], access);

    public const string ProgramName = "shanhai";

    /// <summary>The program itself, doing what recurs or what the public set off: the use case that asked has checked who may.</summary>
    public static Actor Program(AccessTable access) => Operator(access, ProgramName) with { Door = Door.Job };

    /// <summary>Where this actor may do <paramref name="verb"/>.</summary>
    public PlaceScope Scope(string verb)
    {
        var roles = Access.RolesOf(verb);
        if (Access.IsPublic(verb))
        {
            return PlaceScope.Everywhere;
        }
        if (Lent is not null && !Lent.Verbs.Contains(verb))
        {
            return PlaceScope.Nowhere;
        }
        var scope = new PlaceScope(Holdings.Where(h => roles.Contains(h.Role)).Select(h => h.Place));
        return Lent is null ? scope : scope.And(Lent.Place);
    }

    public bool May(string verb) =>
        Access.IsPublic(verb) || (Lent is null ? Access.RolesOf(verb) is var roles && Holdings.Any(h => roles.Contains(h.Role)) : Scope(verb).Roots.Count > 0);

    /// <summary>Null where the actor may do <paramref name="verb"/> somewhere; else why not.</summary>
    public Problem? Refuses(string verb) => May(verb) ? null : IsPublic ? Problem.SignedOut : Problem.NotAllowed;

    /// <summary>Null where the actor may do <paramref name="verb"/> at <paramref name="place"/>; else why not.</summary>
    public Problem? Refuses(string verb, PlaceCode place) =>
        Scope(verb).Contains(place) ? null : IsPublic ? Problem.SignedOut : Problem.Refused("not-allowed-here", place.ToString());

    /// <summary>Whether anything at <paramref name="place"/> exists for this actor under one of the verbs: what may not be seen is answered like what is not there.</summary>
    public bool Knows(PlaceCode place, params ReadOnlySpan<string> verbs)
    {
        foreach (var verb in verbs)
        {
            if (Scope(verb).Contains(place))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Null where the person proved within the last ten minutes who she is: asked before anything that decides over rights or ways in.</summary>
    public Problem? Stale(TimeProvider clock) =>
        Door is Door.Console or Door.Job || ProvedAt is { } at && clock.GetUtcNow() - at <= TimeSpan.FromMinutes(10) ? null
        : IsPublic ? Problem.SignedOut : Problem.Refused(StaleCode);

    public const string StaleCode = "sign-in-again";

    public static ValueTask<Actor?> BindAsync(HttpContext context, ParameterInfo parameter) => new(context.Features.Get<Actor>());
}
