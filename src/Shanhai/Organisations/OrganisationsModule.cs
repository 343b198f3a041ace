using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Console;

namespace Shanhai.Organisations;

/// <summary>The bodies that people act for: who stands above whom, what each looks after, since when.</summary>
public sealed class OrganisationsModule : Module
{
    public const string View = "organisations.view";
    public const string Change = "organisations.change";

    public override void Access(AccessTable access) => access
        // Administrators too: who gives a grant must know the body she names in it. Nothing here is the content of a matter.
        .Allow(View, Enum.GetValues<Role>())
        .Allow(Change, Role.Officer);

    public override IEnumerable<MenuEntry> Menu => [new("nav.where", "organisations.title", "/organisations", "building-bank", View)];

    public override void Services(IServiceCollection services, Settings settings) =>
        services.AddSingleton<CurrentTree>().AddSingleton(s => GrantedBodies.Known(s.GetRequiredService<CurrentTree>()));

    public override IEnumerable<PlaceUse> PlaceUses =>
        [new("organisations.title", (db, places, ct) => db.Organisations.AsNoTracking().LongCountAsync(o => o.Closed == null && places.Contains(o.Place), ct))];

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/organisations", FindOrganisations.Handle);
        api.MapPost("/organisations", CreateOrganisation.Handle);
        api.MapGet("/organisations/coverage", FindBodyCoverage.Handle);
        api.MapPost("/organisations/coverage", RecordCoverage.Handle);
        api.MapGet("/organisations/coverage/definition", () => TypedResults.Ok(CoverageDefinition.Shipped)).WithName("ShowCoverageDefinition").WithSummary("What coverage of firms and social organisations counts, with its sources");
        api.MapGet("/organisations/{id}", ShowOrganisation.Handle);
        api.MapPost("/organisations/{id}", CorrectOrganisation.Handle);
        api.MapPost("/organisations/{id}/events", RecordOrganisationChange.Handle);
        api.MapPost("/organisations/events/{id}/undo", UndoOrganisationChange.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/organisations", OrganisationsPage.Show);
        pages.MapGet("/organisations/export", OrganisationsPage.Export);
        pages.MapGet("/organisations/new", OrganisationFormPage.New);
        pages.MapPost("/organisations/new", OrganisationFormPage.Create);
        pages.MapGet("/organisations/import", OrganisationImportPage.Show);
        pages.MapGet("/organisations/import/template", OrganisationImportPage.Template);
        pages.MapPost("/organisations/import", OrganisationImportPage.Post);
        pages.MapGet("/organisations/coverage", BodyCoveragePage.Show);
        pages.MapGet("/organisations/coverage/export", BodyCoveragePage.Export);
        pages.MapGet("/organisations/coverage/import", ImportCoveragePage.Show);
        pages.MapPost("/organisations/coverage/import", ImportCoveragePage.Post);
        pages.MapGet("/organisations/coverage/template", ImportCoveragePage.Template);
        pages.MapGet("/organisations/{id}", OrganisationPage.Show);
        pages.MapGet("/organisations/{id}/edit", OrganisationFormPage.Edit);
        pages.MapPost("/organisations/{id}/edit", OrganisationFormPage.Correct);
        pages.MapGet("/organisations/{id}/change", OrganisationChangePage.Show);
        pages.MapPost("/organisations/{id}/change", OrganisationChangePage.Post);
        pages.MapPost("/organisations/events/{id}/undo", OrganisationChangePage.Undo);
    }

    public override IEnumerable<Command> Console(Terminal terminal) => [OrganisationsConsole.Import(terminal), OrganisationsConsole.Organisations(terminal)];
}
