using System.Text;
using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>Why two entries may be one body; the words are <c>organisation.duplicate.{reason}</c>.</summary>
public enum DuplicateReason { SameCode, SameName, NearName }

/// <summary>
/// Which standing bodies may be the one that is about to be added. A credit code names one body, so the same code is the same body; by the name a
/// person decides. Bureaus of one county differ by a single character (民政局, 财政局), so near means: said alike, or the same but for the name of the
/// place, what stands in brackets, or one character too many.
/// </summary>
public sealed class Duplicates
{
    public sealed record Proposal(Body Body, DuplicateReason Reason);

    private readonly ILookup<string, Body> _byCode;
    private readonly ILookup<PlaceCode, Body> _byPlace;
    private readonly Pinyin _pinyin;
    private readonly Register _register;

    public Duplicates(OrganisationTree tree, Register register, Pinyin pinyin)
    {
        (_pinyin, _register) = (pinyin, register);
        var standing = tree.All.Where(b => b.Closed is null).OrderBy(b => b.Id).ToList();
        _byCode = standing.Where(b => b.CreditCode is not null).ToLookup(b => b.CreditCode!);
        _byPlace = standing.ToLookup(b => b.Place);
    }

    public IReadOnlyList<Proposal> Of(string name, PlaceCode place, string? code)
    {
        if (code is not null && _byCode[code].FirstOrDefault() is { } same)
        {
            return [new(same, DuplicateReason.SameCode)];
        }
        var (plain, sound) = (Plain(name, place), _pinyin.Of(name));
        return [.. _byPlace[place]
            .Select(b => b.Name == name || b.ShortName == name ? new Proposal(b, DuplicateReason.SameName)
                // Two bodies with different codes are two bodies, however alike their names.
                : (code is null || b.CreditCode is null) && Near(b, plain, sound) ? new Proposal(b, DuplicateReason.NearName) : null)
            .OfType<Proposal>().OrderBy(p => p.Reason)];
    }

    private bool Near(Body body, string plain, string sound)
    {
        var other = Plain(body.Name, body.Place);
        return other == plain || _pinyin.Of(body.Name) == sound || Math.Abs(other.Length - plain.Length) == 1 && plain.Length > 3 && EditDistance.Of(other, plain) == 1;
    }

    /// <summary>Without width, spaces, brackets and the names of the place and those around it.</summary>
    private string Plain(string name, PlaceCode place)
    {
        var text = name.Normalize(NormalizationForm.FormKC).Replace(" ", "", StringComparison.Ordinal);
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open > 0 && text.IndexOf(')', open) is > 0 and var close)
        {
            text = text.Remove(open, close - open + 1);
        }
        foreach (var around in place.Ancestors().Append(place))
        {
            if (_register.Find(around) is >= 0 and var i && text.StartsWith(_register.Name(i), StringComparison.Ordinal) && text.Length > _register.Name(i).Length)
            {
                text = text[_register.Name(i).Length..];
            }
        }
        return text;
    }
}
