namespace Shanhai.Organisations;

/// <summary>The bodies that people act for: who stands above whom, what each looks after, since when.</summary>
public sealed class OrganisationsModule : Module
{
    public const string View = "organisations.view";
    public const string Change = "organisations.change";

    public override void Access(AccessTable access) => access
        .Allow(View, [.. Enum.GetValues<Role>().Where(r => !r.IsAdministrator)])
        .Allow(Change, Role.Officer);

    public override void Services(IServiceCollection services, Settings settings) => services.AddSingleton<CurrentTree>();
}
