namespace Shanhai.Host.Security;

/// <summary>
/// What a person is in the work. The three administrators' roles are held by three people: none may hold two of them, and none of
/// them sees the content of records by being an administrator.
/// </summary>
public enum Role
{
    SystemAdministrator,
    SecurityAdministrator,
    Auditor,
    Leader,
    Officer,
    Clerk,
    Helper,
    PostedWorker,
    Analyst,
}

/// <summary>
/// Which roles may do which verb: filled once from the modules' front pages, then fixed. A verb that is also public may be done by
/// anybody, anywhere, signed in or not.
/// </summary>
public sealed class AccessTable
{
    private readonly Dictionary<string, Role[]> _roles = [];
    private readonly HashSet<string> _public = [];

    public IReadOnlyCollection<string> Verbs => _roles.Keys;

    public AccessTable Allow(string verb, params Role[] roles)
    {
        _roles.Add(verb, roles);
        return this;
    }

    public AccessTable AllowPublic(string verb, params Role[] roles)
    {
        _public.Add(verb);
        return Allow(verb, roles);
    }

    public bool IsPublic(string verb) => _public.Contains(verb);

    /// <summary>Throws for a verb that no module declares: a typing error must not read as "nobody may".</summary>
    public Role[] RolesOf(string verb) =>
        _roles.TryGetValue(verb, out var roles) ? roles : throw new InvalidOperationException($"No module declares the verb '{verb}'.");
}
