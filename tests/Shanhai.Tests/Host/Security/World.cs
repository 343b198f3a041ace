using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Security;

/// <summary>What there is to ask about: real things, inside and outside the scope of whoever asks.</summary>
public sealed record World(IReadOnlyList<PlaceCode> Places, IReadOnlyList<Guid> Users, IReadOnlyList<string> Grants)
{
    public IReadOnlyList<string> Findings { get; init; } = [];
    public IReadOnlyList<string> Disputes { get; init; } = [];
    public IReadOnlyList<string> Feedback { get; init; } = [];
    public IReadOnlyList<string> Voices { get; init; } = [];
    public IReadOnlyList<string> Notices { get; init; } = [];
    public IReadOnlyList<string> Objections { get; init; } = [];
    public IReadOnlyList<string> Receptions { get; init; } = [];
    public IReadOnlyList<string> ReceptionCases { get; init; } = [];
    public IReadOnlyList<string> Imports { get; init; } = [];
    public IReadOnlyList<string> Bodies { get; init; } = [];
    public IReadOnlyList<string> BodyEvents { get; init; } = [];
    public IReadOnlyList<string> Campaigns { get; init; } = [];
    public IReadOnlyList<string> Scenarios { get; init; } = [];
    public IReadOnlyList<string> Resources { get; init; } = [];
    public IReadOnlyList<string> PairRules { get; init; } = [];
    public IReadOnlyList<string> ProposedPairs { get; init; } = [];
    public IReadOnlyList<string> Partnerships { get; init; } = [];
    public IReadOnlyList<string> Contributions { get; init; } = [];
    public IReadOnlyList<string> InvestmentOffers { get; init; } = [];
    public IReadOnlyList<string> PostBatches { get; init; } = [];
    public IReadOnlyList<string> Posts { get; init; } = [];
    public IReadOnlyList<string> PostTasks { get; init; } = [];
    public IReadOnlyList<string> Books { get; init; } = [];
    public IReadOnlyList<string> LedgerEntries { get; init; } = [];
    public IReadOnlyList<string> Proposals { get; init; } = [];
    public IReadOnlyList<string> Programmes { get; init; } = [];
    public IReadOnlyList<string> Projects { get; init; } = [];
    public IReadOnlyList<string> Milestones { get; init; } = [];
    public IReadOnlyList<string> ProjectResults { get; init; } = [];
    public IReadOnlyList<string> ProjectChanges { get; init; } = [];
    public IReadOnlyList<string> ProjectRisks { get; init; } = [];
    public IReadOnlyList<string> Venues { get; init; } = [];
    public IReadOnlyList<string> Enclaves { get; init; } = [];
    public IReadOnlyList<string> Stakes { get; init; } = [];
    public IReadOnlyList<string> Distributions { get; init; } = [];
    public IReadOnlyList<string> DividendPayments { get; init; } = [];
    public IReadOnlyList<string> EnclaveAlarms { get; init; } = [];
    public IReadOnlyList<int> Batches { get; init; } = [];
    public IReadOnlyList<long> Entries { get; init; } = [];

    /// <summary>
    /// The newest thing of each kind at each place: both sides of every border are asked for, without asking for everything. What was planted later has a greater word; ids of one
    /// moment are drawn by lot.
    /// </summary>
    public static async Task<World> Of(Db db, IReadOnlyList<PlaceCode> places)
    {
        IReadOnlyList<T> Newest<T>(IEnumerable<(PlaceCode Place, T Id)> all) => [.. all.Where(x => places.Contains(x.Place)).GroupBy(x => x.Place).Select(g => g.Last().Id)];
        return new(places, await db.Users.OrderBy(u => u.Id).Select(u => u.Id).ToListAsync(), await db.Grants.OrderBy(g => g.Id).Select(g => g.Id.ToString()).ToListAsync())
        {
            Findings = Newest((await db.Findings.OrderBy(f => f.Id).Select(f => new { f.Place, f.Id }).ToListAsync()).Select(f => (f.Place, f.Id.ToString()))),
            Disputes = Newest((await db.Disputes.OrderBy(d => d.Id).Select(d => new { d.Place, d.Id }).ToListAsync()).Select(d => (d.Place, d.Id.ToString()))),
            Feedback = Newest((await db.Feedback.Where(f => f.Place != null).OrderBy(f => f.Id).Select(f => new { f.Place, f.Id }).ToListAsync()).Select(f => (f.Place!.Value, f.Id.ToString()))),
            Voices = Newest((await db.Voices.Where(v => v.ClientKey != null).OrderBy(v => v.ClientKey).Select(v => new { v.Place, v.Id }).ToListAsync()).Select(v => (v.Place, v.Id.ToString()))),
            Notices = Newest((await db.Notices.Where(n => n.Round == 0).OrderBy(n => n.Id).Select(n => new { n.Place, n.Id }).ToListAsync()).Select(n => (n.Place, n.Id.ToString()))),
            Objections = Newest((await db.Objections.OrderBy(o => o.Id).Join(db.Notices, o => o.Notice, n => n.Id, (o, n) => new { n.Place, o.Id }).ToListAsync()).Select(o => (o.Place, o.Id.ToString()))),
            Receptions = Newest((await db.Receptions.OrderBy(r => r.Id).Select(r => new { r.Place, r.Id }).ToListAsync()).Select(r => (r.Place, r.Id.ToString()))),
            ReceptionCases = Newest((await db.ReceptionCases.OrderBy(c => c.Id).Join(db.Receptions, c => c.Reception, r => r.Id, (c, r) => new { r.Place, c.Id }).ToListAsync()).Select(c => (c.Place, c.Id.ToString()))),
            Imports = Newest((await db.FigureImports.OrderBy(i => i.Id).Select(i => new { i.Under, i.Id }).ToListAsync()).Select(i => (i.Under, i.Id.ToString()))),
            Bodies = Newest((await db.Organisations.OrderBy(o => o.Id).Select(o => new { o.Place, o.Id }).ToListAsync()).Select(o => (o.Place, o.Id.ToString()))),
            BodyEvents = Newest((await db.OrganisationEvents.OrderBy(e => e.Id).Join(db.Organisations, e => e.Organisation, o => o.Id, (e, o) => new { o.Place, e.Id }).ToListAsync()).Select(e => (e.Place, e.Id.ToString()))),
            Campaigns = Newest((await db.Campaigns.OrderBy(c => c.Id).Select(c => new { c.Place, c.Id }).ToListAsync()).Select(c => (c.Place, c.Id.ToString()))),
            Scenarios = Newest((await db.Scenarios.OrderBy(s => s.Id).Join(db.Campaigns, s => s.Campaign, c => c.Id, (s, c) => new { c.Place, s.Id }).ToListAsync()).Select(s => (s.Place, s.Id.ToString()))),
            Resources = Newest((await db.Resources.OrderBy(r => r.Id).Select(r => new { r.Place, r.Id }).ToListAsync()).Select(r => (r.Place, r.Id.ToString()))),
            PairRules = Newest((await db.PairRules.OrderBy(r => r.Id).Select(r => new { r.Village, r.Id }).ToListAsync()).Select(r => (r.Village, r.Id.ToString()))),
            ProposedPairs = Newest((await db.ProposedPairs.OrderBy(p => p.Id).Select(p => new { p.Village, p.Id }).ToListAsync()).Select(p => (p.Village, p.Id.ToString()))),
            Partnerships = Newest((await db.Partnerships.OrderBy(p => p.Id).Select(p => new { p.Village, p.Id }).ToListAsync()).Select(p => (p.Village, p.Id.ToString()))),
            Contributions = Newest((await db.Contributions.OrderBy(c => c.Id).Select(c => new { c.Village, c.Id }).ToListAsync()).Select(c => (c.Village, c.Id.ToString()))),
            InvestmentOffers = Newest((await db.InvestmentOffers.OrderBy(o => o.Code).Select(o => new { o.Place, o.Id }).ToListAsync()).Select(o => (o.Place, o.Id.ToString()))),
            PostBatches = Newest((await db.PostBatches.OrderBy(b => b.Name).Select(b => new { b.Place, b.Id }).ToListAsync()).Select(b => (b.Place, b.Id.ToString()))),
            Posts = Newest((await db.Posts.Join(db.PostBatches, p => p.Batch, b => b.Id, (p, b) => new { p.Place, p.Id, b.Name }).OrderBy(p => p.Name).ToListAsync()).Select(p => (p.Place, p.Id.ToString()))),
            PostTasks = Newest((await db.PostTasks.OrderBy(t => t.What).Join(db.Posts, t => t.Post, p => p.Id, (t, p) => new { p.Place, t.Id }).ToListAsync()).Select(t => (t.Place, t.Id.ToString()))),
            Books = Newest((await db.Books.OrderBy(b => b.Id).Select(b => new { b.Place, b.Id }).ToListAsync()).Select(b => (b.Place, b.Id.ToString()))),
            LedgerEntries = Newest((await db.Entries.OrderBy(e => e.Id).Join(db.Books, e => e.Book, b => b.Id, (e, b) => new { b.Place, e.Id }).ToListAsync()).Select(e => (e.Place, e.Id.ToString()))),
            Proposals = Newest((await db.Proposals.OrderBy(p => p.Id).Join(db.Books, p => p.Book, b => b.Id, (p, b) => new { b.Place, p.Id }).ToListAsync()).Select(p => (p.Place, p.Id.ToString()))),
            Programmes = Newest((await db.Programmes.OrderBy(p => p.Name).Select(p => new { p.Place, p.Id }).ToListAsync()).Select(p => (p.Place, p.Id.ToString()))),
            Projects = Newest((await db.Projects.OrderBy(p => p.Name).Select(p => new { p.Village, p.Id }).ToListAsync()).Select(p => (p.Village, p.Id.ToString()))),
            Milestones = Newest((await db.Milestones.OrderBy(m => m.Id).Join(db.Projects, m => m.Project, p => p.Id, (m, p) => new { p.Village, m.Id }).ToListAsync()).Select(m => (m.Village, m.Id.ToString()))),
            ProjectResults = Newest((await db.ProjectResults.OrderBy(r => r.Id).Join(db.Projects, r => r.Project, p => p.Id, (r, p) => new { p.Village, r.Id }).ToListAsync()).Select(r => (r.Village, r.Id.ToString()))),
            ProjectChanges = Newest((await db.ChangeRequests.OrderBy(c => c.Id).Join(db.Projects, c => c.Project, p => p.Id, (c, p) => new { p.Village, c.Id }).ToListAsync()).Select(c => (c.Village, c.Id.ToString()))),
            ProjectRisks = Newest((await db.RiskFlags.OrderBy(r => r.Id).Join(db.Projects, r => r.Project, p => p.Id, (r, p) => new { p.Village, r.Id }).ToListAsync()).Select(r => (r.Village, r.Id.ToString()))),
            Venues = Newest((await db.Venues.OrderBy(v => v.Name).Select(v => new { v.Village, v.Id }).ToListAsync()).Select(v => (v.Village, v.Id.ToString()))),
            Enclaves = Newest((await db.Enclaves.OrderBy(e => e.Name).Select(e => new { e.Place, e.Id }).ToListAsync()).Select(e => (e.Place, e.Id.ToString()))),
            Stakes = Newest((await db.Stakes.OrderBy(s => s.Document).Select(s => new { s.Place, s.Id }).ToListAsync()).Select(s => (s.Place, s.Id.ToString()))),
            Distributions = Newest((await db.Distributions.OrderBy(d => d.Id).Join(db.Enclaves, d => d.Enclave, e => e.Id, (d, e) => new { e.Place, d.Id }).ToListAsync()).Select(d => (d.Place, d.Id.ToString()))),
            DividendPayments = Newest((await db.DividendPayments.OrderBy(p => p.Id).Join(db.Dividends, p => p.Dividend, d => d.Id, (p, d) => new { d.Place, p.Id }).ToListAsync()).Select(p => (p.Place, p.Id.ToString()))),
            EnclaveAlarms = Newest((await db.EnclaveAlarms.OrderBy(a => a.Id).Join(db.Enclaves, a => a.Enclave, e => e.Id, (a, e) => new { e.Place, a.Id }).ToListAsync()).Select(a => (a.Place, a.Id.ToString()))),
            Batches = Newest((await db.Batches.OrderBy(b => b.Number).Select(b => new { b.Area, b.Number }).ToListAsync()).Select(b => (b.Area, b.Number))),
            Entries = Newest((await db.Journal.Where(e => e.Verb == Planted.Wrote && e.Place != null).OrderBy(e => e.Number).Select(e => new { e.Place, e.Number }).ToListAsync()).Select(e => (e.Place!.Value, e.Number))),
        };
    }
}
