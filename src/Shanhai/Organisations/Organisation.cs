using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Organisations;

/// <summary>What a body is. Those before <see cref="PublicInstitution"/> are organs of the Party, the state or a village; the others act on their own account.</summary>
public enum OrganisationKind
{
    PartyCommittee, Discipline, PeoplesCongress, Government, ConsultativeConference, PetitionOffice, Department, Court, Procuratorate, Police,
    TownshipGovernment, VillageParty, VillageCommittee, VillageCollective,
    PublicInstitution, MassOrganisation, University, Hospital, Enterprise, Cooperative, SocialOrganisation, OverseasAssociation, Other,
}

public static class Organs
{
    extension(OrganisationKind kind)
    {
        /// <summary>Of the Party, the state or a village: it serves a place and stands below a body that serves that place or one around it.</summary>
        public bool IsOrgan => kind < OrganisationKind.PublicInstitution;
    }
}

/// <summary>What a body looks after, so that a matter finds its way to it whatever the body is called. One body may look after several.</summary>
[Flags]
public enum Duties : long
{
    None = 0,
    Petitions = 1L << 0, Discipline = 1L << 1, Agriculture = 1L << 2, CivilAffairs = 1L << 3, NaturalResources = 1L << 4, HumanResources = 1L << 5,
    Finance = 1L << 6, Development = 1L << 7, Education = 1L << 8, Health = 1L << 9, MedicalInsurance = 1L << 10, Housing = 1L << 11, Transport = 1L << 12,
    Water = 1L << 13, Environment = 1L << 14, Forestry = 1L << 15, Emergency = 1L << 16, Culture = 1L << 17, Commerce = 1L << 18, Market = 1L << 19,
    Science = 1L << 20, Industry = 1L << 21, Veterans = 1L << 22, Statistics = 1L << 23, Justice = 1L << 24, PublicSecurity = 1L << 25, Trials = 1L << 26,
    Prosecution = 1L << 27, Cadres = 1L << 28, UnitedFront = 1L << 29, Audit = 1L << 30, Taxation = 1L << 31, StateAssets = 1L << 32,
    Supply = 1L << 33,
}

/// <summary>
/// A body that people act for: an organ, a village organisation, an enterprise, an association. It stands in a tree by its superior and serves
/// a place. It is never deleted: a body that is merged or closed keeps its row with the day it ended, and a merged one names its successor.
/// Name and superior change by an <see cref="OrganisationEvent"/> with day and document; the rest is corrected in place and journalled.
/// Contacts are those of the office, never of a person.
/// </summary>
public sealed class Organisation
{
    public const int LongestName = 120, LongestShortName = 60, LongestContact = 120, LongestTask = 2000;

    public required Id<Organisation> Id { get; init; }
    public required string Name { get; set; }
    public string? ShortName { get; set; }

    /// <summary>The name read aloud, without tones and spaces, and its initials.</summary>
    public required string Pinyin { get; set; }
    public required string Initials { get; set; }

    public required OrganisationKind Kind { get; set; }
    public Duties Duties { get; set; }

    /// <summary>What it does, in its own words.</summary>
    public string? Task { get; set; }

    /// <summary>Whose affairs it serves: a county's bureau has the county, an enterprise the place where it works.</summary>
    public required PlaceCode Place { get; set; }

    /// <summary>Where its office is, in words.</summary>
    public string? Seat { get; set; }

    public Id<Organisation>? Superior { get; set; }

    /// <summary>Unified Social Credit Code; null where not known.</summary>
    public string? CreditCode { get; set; }

    /// <summary>A role account: the office that answers, its telephone and its mailbox.</summary>
    public string? Office { get; set; }
    public string? Phone { get; set; }
    public string? Mail { get; set; }

    /// <summary>First day; null: before the register began.</summary>
    public DateOnly? Opened { get; set; }

    /// <summary>First day on which it was no more; null: it stands. Equal to <see cref="Opened"/>: recorded by mistake, it never stood.</summary>
    public DateOnly? Closed { get; set; }

    /// <summary>The body it was merged into.</summary>
    public Id<Organisation>? Successor { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Organisation>
    {
        public void Configure(EntityTypeBuilder<Organisation> organisation)
        {
            organisation.ToTable("organisations");
            organisation.HasKey(o => o.Id);
            organisation.Property(o => o.Name).HasMaxLength(LongestName);
            organisation.Property(o => o.ShortName).HasMaxLength(LongestShortName);
            organisation.Property(o => o.Pinyin).HasMaxLength(4 * LongestName);
            organisation.Property(o => o.Initials).HasMaxLength(LongestName);
            organisation.Property(o => o.Kind).HasConversion<string>().HasMaxLength(40);
            organisation.Property(o => o.Task).HasMaxLength(LongestTask);
            organisation.Property(o => o.Seat).HasMaxLength(200);
            organisation.Property(o => o.CreditCode).HasMaxLength(18);
            organisation.Property(o => o.Office).HasMaxLength(LongestContact);
            organisation.Property(o => o.Phone).HasMaxLength(40);
            organisation.Property(o => o.Mail).HasMaxLength(LongestContact);
            organisation.HasOne<Organisation>().WithMany().HasForeignKey(o => o.Superior);
            organisation.HasOne<Organisation>().WithMany().HasForeignKey(o => o.Successor);
            organisation.HasIndex(o => o.Superior);
            organisation.HasIndex(o => o.Successor);
            organisation.HasIndex(o => new { o.Place, o.Kind });
            organisation.HasIndex(o => o.CreditCode);
        }
    }
}
