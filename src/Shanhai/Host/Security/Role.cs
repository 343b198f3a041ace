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

public static class Administrators
{
    extension(Role role)
    {
        /// <summary>One of the three that nobody holds together.</summary>
        public bool IsAdministrator => role is Role.SystemAdministrator or Role.SecurityAdministrator or Role.Auditor;
    }
}

/// <summary>
/// Which roles may do which verb: filled once from the modules' front pages, then fixed. A verb that is also public may be done by
/// anybody, anywhere, signed in or not.
/// </summary>
public sealed class AccessTable
{
    private readonly Dictionary<string, Role[]> _roles = [];
    private readonly HashSet<string> _public = [];
    private readonly HashSet<string> _sensitive = [];

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

    /// <summary>A verb that decides over others' rights: it wants a sign-in of the last ten minutes and is never lent to a key.</summary>
    public AccessTable AllowFresh(string verb, params Role[] roles)
    {
        _sensitive.Add(verb);
        return Allow(verb, roles);
    }

    public bool IsPublic(string verb) => _public.Contains(verb);

    public bool IsSensitive(string verb) => _sensitive.Contains(verb);

    /// <summary>Throws for a verb that no module declares: a typing error must not read as "nobody may".</summary>
    public Role[] RolesOf(string verb) =>
        _roles.TryGetValue(verb, out var roles) ? roles : throw new InvalidOperationException($"No module declares the verb '{verb}'.");
}
