using System.Text.Json;
using System.Text.Json.Serialization;
using Shanhai.Host.Clocks;
using Shanhai.Host.Outside;

namespace Shanhai.Notices;

/// <summary>What a column of a notice's table holds. The kind alone decides what the public reads of it (<see cref="Masking"/>); nobody masks by hand.</summary>
public enum FieldKind { Text, Count, Money, Day, Person, IdentityNumber, BirthDay, Phone, BankAccount, Health, Address }

public enum NoticeChannel { Board, Web, Media }

/// <summary>
/// What is made public, and how: a row of <c>data/notices/matters.json</c>. The shortest term is that of a row of <c>data/deadlines</c>; time to object, time
/// to answer and the day by which it must be out are others, where the law has them.
/// </summary>
public sealed record Matter(string Code, Both Name, string Rule)
{
    public IReadOnlyList<Field> Fields { get; init; } = [];

    /// <summary>Whether a person is named in full; null: there are no persons in it.</summary>
    public NamingRule? Naming { get; init; }

    /// <summary>Where it may be made public; the village's board alone, where the law keeps it in the village.</summary>
    public IReadOnlyList<NoticeChannel> Channels { get; init; } = [NoticeChannel.Board, NoticeChannel.Web, NoticeChannel.Media];

    /// <summary>The right to object ends with this rule; null: with the notice.</summary>
    public string? Objection { get; init; }

    /// <summary>An objection is answered within this rule; null: the law found names no time, but the next step waits.</summary>
    public string? Answer { get; init; }

    /// <summary>Must be out within this rule after its event.</summary>
    public string? PublishBy { get; init; }

    /// <summary>How many days after its end it stays out where the unit says nothing.</summary>
    public int KeepDays { get; init; }
    public Both? Note { get; init; }

    public sealed record Field(string Code, FieldKind Kind, Both Name);

    public sealed record NamingRule(bool Full, Both Why, Mark Mark);
}

/// <summary>Every matter that ships.</summary>
public sealed class MatterCatalogue(IReadOnlyList<Matter> all)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public IReadOnlyList<Matter> All { get; } = all;

    public Matter? Find(string? code) => All.FirstOrDefault(m => m.Code == code);

    /// <summary>Throws <see cref="FormatException"/> where a matter names a rule that is not there or that is no term to be waited out.</summary>
    public static MatterCatalogue Read(DeadlineRules rules)
    {
        var all = JsonSerializer.Deserialize<List<Matter>>(File.ReadAllBytes(ShippedData.PathOf("notices/matters.json")), Json)!;
        foreach (var matter in all)
        {
            if (!rules.All.Any(r => r.Code == matter.Rule && r.Bound == Bound.AtLeast))
            {
                throw new FormatException($"matters.json: {matter.Code} waits for {matter.Rule}, which is no term to be waited out.");
            }
            if (new[] { matter.Objection, matter.Answer, matter.PublishBy }.OfType<string>().FirstOrDefault(c => rules.All.All(r => r.Code != c)) is { } missing)
            {
                throw new FormatException($"matters.json: {matter.Code} names {missing}, which is not in data/deadlines.");
            }
        }
        return new(all);
    }
}
