using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Shanhai.Burden;
using Shanhai.Enclaves;
using Shanhai.Funds;
using Shanhai.Funds.Papers;
using Shanhai.Host.Clocks;
using Shanhai.Host.Jobs;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Notices;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;
using Shanhai.Places.Lists;
using Shanhai.Postings;
using Shanhai.Programmes;
using Shanhai.Receptions;
using Shanhai.Voices;
using Shanhai.Voices.Files;
using Shanhai.Voices.Open311;

namespace Shanhai.Host.Persistence;

/// <summary>
/// Every table of the product, on purpose in one list. The two providers are subclasses of a few lines; what differs between
/// them is in <see cref="Dialect"/>. A save that changes something and records nothing is refused (see Recording.cs).
/// </summary>
public abstract partial class Db(DbContextOptions options, TimeProvider clock, WriteGate gate, JournalKey key, JournalTail tail, Dialect dialect)
    : IdentityUserContext<User, Guid>(options), IDataProtectionKeyContext
{
    public Dialect Dialect { get; } = dialect;

    public JournalTail Tail { get; } = tail;

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();
    public DbSet<JournalEntry> Journal => Set<JournalEntry>();
    public DbSet<JournalSeal> JournalSeals => Set<JournalSeal>();
    public DbSet<JournalLeaf> JournalLeaves => Set<JournalLeaf>();
    public DbSet<Job> Jobs => Set<Job>();
    public DbSet<Grant> Grants => Set<Grant>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<FormerPassword> FormerPasswords => Set<FormerPassword>();

    public DbSet<Clock> Clocks => Set<Clock>();
    public DbSet<Lapse> Lapses => Set<Lapse>();
    public DbSet<ProfileSwitch> ProfileSwitches => Set<ProfileSwitch>();
    public DbSet<ServicePromise> ServicePromises => Set<ServicePromise>();
    public DbSet<CalendarYear> CalendarYears => Set<CalendarYear>();
    public DbSet<DeadlineStamp> DeadlineStamps => Set<DeadlineStamp>();

    public DbSet<Place> Places => Set<Place>();
    public DbSet<DatedName> PlaceNames => Set<DatedName>();
    public DbSet<PlaceEvent> PlaceEvents => Set<PlaceEvent>();
    public DbSet<PlaceMove> PlaceMoves => Set<PlaceMove>();
    public DbSet<RegisterStamp> RegisterStamps => Set<RegisterStamp>();
    public DbSet<OutlineSource> OutlineSources => Set<OutlineSource>();
    public DbSet<Outline> Outlines => Set<Outline>();
    public DbSet<NamedList> NamedLists => Set<NamedList>();
    public DbSet<Listing> Listings => Set<Listing>();

    public DbSet<Organisation> Organisations => Set<Organisation>();
    public DbSet<OrganisationEvent> OrganisationEvents => Set<OrganisationEvent>();
    public DbSet<OrganisationStamp> OrganisationStamps => Set<OrganisationStamp>();

    public DbSet<Batch> Batches => Set<Batch>();
    public DbSet<Fact> Facts => Set<Fact>();
    public DbSet<BatchColumn> BatchColumns => Set<BatchColumn>();
    public DbSet<Dispute> Disputes => Set<Dispute>();
    public DbSet<FactStamp> FactStamps => Set<FactStamp>();
    public DbSet<Indicators.Import.FigureImport> FigureImports => Set<Indicators.Import.FigureImport>();
    public DbSet<Indicators.Import.ImportTemplate> ImportTemplates => Set<Indicators.Import.ImportTemplate>();
    public DbSet<Indicators.Import.ChosenPlace> ChosenPlaces => Set<Indicators.Import.ChosenPlace>();
    public DbSet<SentOnce> SentOnce => Set<SentOnce>();

    public DbSet<RuleVersion> RuleVersions => Set<RuleVersion>();
    public DbSet<RuleRun> RuleRuns => Set<RuleRun>();
    public DbSet<Finding> Findings => Set<Finding>();
    public DbSet<FindingStamp> FindingStamps => Set<FindingStamp>();
    public DbSet<Plan> Plans => Set<Plan>();

    public DbSet<Campaign> Campaigns => Set<Campaign>();
    public DbSet<Resource> Resources => Set<Resource>();
    public DbSet<PairRule> PairRules => Set<PairRule>();
    public DbSet<HelperCapacity> HelperCapacities => Set<HelperCapacity>();
    public DbSet<Wish> Wishes => Set<Wish>();
    public DbSet<Scenario> Scenarios => Set<Scenario>();
    public DbSet<ProposedPair> ProposedPairs => Set<ProposedPair>();
    public DbSet<Partnership> Partnerships => Set<Partnership>();
    public DbSet<Contribution> Contributions => Set<Contribution>();
    public DbSet<PairReview> PairReviews => Set<PairReview>();
    public DbSet<Pairing.Investors.InvestmentOffer> InvestmentOffers => Set<Pairing.Investors.InvestmentOffer>();
    public DbSet<Pairing.Investors.OfferStep> OfferSteps => Set<Pairing.Investors.OfferStep>();

    public DbSet<PostBatch> PostBatches => Set<PostBatch>();
    public DbSet<PostedPerson> PostedPeople => Set<PostedPerson>();
    public DbSet<Post> Posts => Set<Post>();
    public DbSet<PostVillage> PostVillages => Set<PostVillage>();
    public DbSet<PostTask> PostTasks => Set<PostTask>();
    public DbSet<PostHandOver> PostHandOvers => Set<PostHandOver>();
    public DbSet<PostWill> PostWills => Set<PostWill>();

    public DbSet<Voice> Voices => Set<Voice>();
    public DbSet<VoiceStep> VoiceSteps => Set<VoiceStep>();
    public DbSet<VoiceUnit> VoiceUnits => Set<VoiceUnit>();
    public DbSet<VoiceAccused> VoiceAccused => Set<VoiceAccused>();
    public DbSet<VoiceWords> VoiceWords => Set<VoiceWords>();
    public DbSet<Shanhai.Voices.Figures.Proposal> VoiceProposals => Set<Shanhai.Voices.Figures.Proposal>();
    public DbSet<Shanhai.Voices.Signals.Signal> VoiceSignals => Set<Shanhai.Voices.Signals.Signal>();
    public DbSet<VoiceFile> VoiceFiles => Set<VoiceFile>();
    public DbSet<ExchangedVoice> ExchangedVoices => Set<ExchangedVoice>();
    public DbSet<ExchangedUpdate> ExchangedUpdates => Set<ExchangedUpdate>();
    public DbSet<Forward> Forwards => Set<Forward>();
    public DbSet<Petitioner> Petitioners => Set<Petitioner>();
    public DbSet<Voices.Failures.Failure> VoiceFailures => Set<Voices.Failures.Failure>();
    public DbSet<Voices.Letters.VoiceLetter> VoiceLetters => Set<Voices.Letters.VoiceLetter>();
    public DbSet<Voices.Templates.ReplyTemplate> ReplyTemplates => Set<Voices.Templates.ReplyTemplate>();

    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<NoticeRound> NoticeRounds => Set<NoticeRound>();
    public DbSet<Objection> Objections => Set<Objection>();

    public DbSet<Reception> Receptions => Set<Reception>();
    public DbSet<ReceptionRoom> ReceptionRooms => Set<ReceptionRoom>();
    public DbSet<ReceptionCase> ReceptionCases => Set<ReceptionCase>();
    public DbSet<PastReception> PastReceptions => Set<PastReception>();

    public DbSet<Book> Books => Set<Book>();
    public DbSet<BookAccount> BookAccounts => Set<BookAccount>();
    public DbSet<Entry> Entries => Set<Entry>();
    public DbSet<Posting> Postings => Set<Posting>();
    public DbSet<MonthTotal> MonthTotals => Set<MonthTotal>();
    public DbSet<Shanhai.Funds.Proposal> Proposals => Set<Shanhai.Funds.Proposal>();
    public DbSet<Approval> Approvals => Set<Approval>();
    public DbSet<Closing> Closings => Set<Closing>();
    public DbSet<BookPaper> BookPapers => Set<BookPaper>();
    public DbSet<EntryPaper> EntryPapers => Set<EntryPaper>();

    public DbSet<Programme> Programmes => Set<Programme>();
    public DbSet<Project> Projects => Set<Project>();
    public DbSet<Activity> Activities => Set<Activity>();
    public DbSet<Milestone> Milestones => Set<Milestone>();
    public DbSet<ProjectPhoto> ProjectPhotos => Set<ProjectPhoto>();
    public DbSet<ProjectResult> ProjectResults => Set<ProjectResult>();
    public DbSet<ResultValue> ResultValues => Set<ResultValue>();
    public DbSet<ChangeRequest> ChangeRequests => Set<ChangeRequest>();
    public DbSet<RiskFlag> RiskFlags => Set<RiskFlag>();
    public DbSet<NotDuplicate> NotDuplicates => Set<NotDuplicate>();
    public DbSet<AdoptedMeasure> AdoptedMeasures => Set<AdoptedMeasure>();
    public DbSet<ClassCriteria> ClassCriteria => Set<ClassCriteria>();
    public DbSet<VillageClass> VillageClasses => Set<VillageClass>();
    public DbSet<Venue> Venues => Set<Venue>();
    public DbSet<VenueCheck> VenueChecks => Set<VenueCheck>();

    public DbSet<Enclave> Enclaves => Set<Enclave>();
    public DbSet<Contract> EnclaveContracts => Set<Contract>();
    public DbSet<Stake> Stakes => Set<Stake>();
    public DbSet<Distribution> Distributions => Set<Distribution>();
    public DbSet<Dividend> Dividends => Set<Dividend>();
    public DbSet<Payment> DividendPayments => Set<Payment>();
    public DbSet<Alarm> EnclaveAlarms => Set<Alarm>();

    public DbSet<Feedback> Feedback => Set<Feedback>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        Conventions.Types(configurationBuilder, GetType());

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(Db).Assembly);
        Conventions.Names(builder);
    }
}
