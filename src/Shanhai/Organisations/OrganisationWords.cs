namespace Shanhai.Organisations;

/// <summary>Kinds and duties in the reader's language.</summary>
public static class OrganisationWords
{
    public static IReadOnlyList<Duties> EachDuty { get; } = [.. Enum.GetValues<Duties>().Where(d => d != Organisations.Duties.None)];

    public static IReadOnlyList<Host.Web.Parts.Choice> Kinds(View view) => [.. Enum.GetValues<OrganisationKind>().Select(k => new Host.Web.Parts.Choice(k.ToString(), view.Say("organisations.kind." + k)))];

    public static IReadOnlyList<Host.Web.Parts.Choice> Duties(View view) => [.. EachDuty.Select(d => new Host.Web.Parts.Choice(d.ToString(), view.Say("organisations.duty." + d)))];

    public static string Said(View view, Duties duties) => string.Join(view.Say("organisations.and"), EachDuty.Where(d => (duties & d) != 0).Select(d => view.Say("organisations.duty." + d)));
}
