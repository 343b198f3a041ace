using System.Text.RegularExpressions;

namespace Shanhai.Organisations;

/// <summary>
/// What is known of a body besides its name and superior. Corrected in place: it says what is so, not what was decided on a day. Contacts are those
/// of an office; a mobile telephone belongs to a person and is refused.
/// </summary>
public sealed partial record OrganisationDetails
{
    public string? ShortName { get; init; }
    public OrganisationKind? Kind { get; init; }
    public Duties Duties { get; init; }
    public string? Task { get; init; }
    public PlaceCode? Place { get; init; }
    public string? Seat { get; init; }
    public string? CreditCode { get; init; }
    public string? Office { get; init; }
    public string? Phone { get; init; }
    public string? Mail { get; init; }

    public Errors Validate(Errors errors)
    {
        errors.Limit(ShortName, Organisation.LongestShortName, "shortName").Limit(Task, Organisation.LongestTask, "task").Limit(Seat, 200, "seat")
            .Limit(Office, Organisation.LongestContact, "office").Limit(Phone, 40, "phone").Limit(Mail, Organisation.LongestContact, "mail");
        if (Kind is null || !Enum.IsDefined(Kind.Value))
        {
            errors.Add("kind", "field.required");
        }
        if (Place is null)
        {
            errors.Add("place", "organisation.place-needed");
        }
        if (!string.IsNullOrWhiteSpace(CreditCode) && Organisations.CreditCode.Judge(CreditCode) is { Key: { } key } judged)
        {
            errors.Add("creditCode", key, judged.Args);
        }
        if (Phone is { } phone && Mobile().IsMatch(phone.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)))
        {
            errors.Add("phone", "organisation.mobile");
        }
        if (!string.IsNullOrWhiteSpace(Mail) && !MailShape().IsMatch(Mail.Trim()))
        {
            errors.Add("mail", "organisation.mail-shape", Mail.Trim());
        }
        return errors;
    }

    public void Write(Organisation body)
    {
        (body.ShortName, body.Kind, body.Duties, body.Task, body.Place, body.Seat) = (ShortName.Kept(), Kind!.Value, Duties, Task.Kept(), Place!.Value, Seat.Kept());
        (body.CreditCode, body.Office, body.Phone, body.Mail) = (Code, Office.Kept(), Phone.Kept(), Mail.Kept());
    }

    internal string? Code => string.IsNullOrWhiteSpace(CreditCode) ? null : Organisations.CreditCode.Judge(CreditCode).Code;

    [GeneratedRegex(@"(?:^|\D|\+?86)1[3-9]\d{9}(?:\D|$)")]
    private static partial Regex Mobile();

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    private static partial Regex MailShape();
}
