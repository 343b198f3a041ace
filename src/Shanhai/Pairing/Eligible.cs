using Shanhai.Organisations;

namespace Shanhai.Pairing;

/// <summary>Which bodies may help in a campaign: of one of its kinds, from where helpers come and, where there is a list of helpers, on it or the successor of one that is.</summary>
internal sealed class Eligible
{
    private readonly CampaignSettings _settings;
    private readonly HashSet<OrganisationKind> _kinds;
    private readonly HashSet<Id<Organisation>>? _listed;

    public Eligible(CampaignSettings settings, OrganisationTree tree)
    {
        (_settings, _kinds) = (settings, [.. settings.Kinds.SelectMany(k => k.Bodies)]);
        _listed = settings.Helpers.Count == 0 ? null : [.. settings.Helpers.Select(h => tree.Successor(h)?.Id).OfType<Id<Organisation>>()];
    }

    public bool IsOfKind(Body body) => _kinds.Contains(body.Kind);

    /// <summary>Whatever the list says.</summary>
    public bool Might(Body body) => IsOfKind(body) && _settings.HelpersFrom.Contains(body.Place);

    public bool May(Body body) => Might(body) && (_listed is null || _listed.Contains(body.Id));
}
