using System.CommandLine;
using Shanhai.Host.Console;
using Shanhai.Host.Jobs;

namespace Shanhai.Host;

/// <summary>
/// The front page of a capability: every verb, route, page, job and console verb it has, one line each. Listed in Composition.cs;
/// nothing is found by scanning.
/// </summary>
public abstract class Module
{
    /// <summary>Which roles may do what.</summary>
    public virtual void Access(AccessTable access) { }

    /// <summary>What the left navigation offers to those who may.</summary>
    public virtual IEnumerable<MenuEntry> Menu => [];

    /// <summary>What waits for this person in the capability, for her home page: counts with a link, never more than a few queries.</summary>
    public virtual Task<IReadOnlyList<Waiting>> Waiting(IServiceProvider services, Actor actor, CancellationToken ct) => Task.FromResult<IReadOnlyList<Waiting>>([]);

    /// <summary>Public pages of what entries of the ledger name as their project, by the code they write: the ledger itself knows no projects.</summary>
    public virtual Task<IReadOnlyDictionary<string, string>> PagesOf(IReadOnlyCollection<string> codes, Db db, CancellationToken ct) => Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

    /// <summary>Objects that live as long as the program.</summary>
    public virtual void Services(IServiceCollection services, Settings settings) { }

    /// <summary>JSON endpoints, under /api/v1.</summary>
    public virtual void Api(IEndpointRouteBuilder api) { }

    public virtual void Pages(IEndpointRouteBuilder pages) { }

    /// <summary>Who does which kind of job, and what recurs when.</summary>
    public virtual void Jobs(JobTable jobs) { }

    public virtual IEnumerable<Command> Console(Terminal terminal) => [];

    /// <summary>What it adds to the page of a place.</summary>
    public virtual IEnumerable<PlaceSection> PlaceSections => [];

    /// <summary>What it hands out receipts for.</summary>
    public virtual IEnumerable<ReceiptKind> Receipts => [];

    /// <summary>What of it stands on places.</summary>
    public virtual IEnumerable<PlaceUse> PlaceUses => [];
}

/// <summary>One line of the navigation: shown to those who may do <paramref name="Verb"/> (null: everybody).</summary>
public sealed record MenuEntry(string Group, string TitleKey, string Href, string Icon, string? Verb);

/// <summary>One line of "what waits for me": its words with the count as {0} and what is counted as {1}, where it leads, and whether its time is over.</summary>
public sealed record Waiting(string TextKey, int Count, string Href, bool Overdue = false, object? Of = null);
