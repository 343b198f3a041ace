using Microsoft.AspNetCore.Mvc;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>The form that begins an enclave, with the templates and where each was read.</summary>
public partial class EnclaveFormPage
{
    public sealed record Shown(Form Form, Problem? Problem);

    public sealed record Form
    {
        public string? Template { get; init; }
        public string? Name { get; init; }
        public string? Kind { get; init; }
        public string? Place { get; init; }
        public string? Host { get; init; }
        public string? From { get; init; }
        public string? Mu { get; init; }
    }

    public static IResult Show(View view, string? template) => view.Actor.Refuses(EnclavesModule.Plan) is { } no ? Html.Refused(view, no) : Page(view, new() { Template = template }, null);

    public static async Task<IResult> Create(View view, [FromForm] Form? form, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        if (view.Actor.Refuses(EnclavesModule.Plan) is { } no)
        {
            return Html.Refused(view, no);
        }
        var (errors, register) = (new Errors(), await with.Places.Read(with.Db, ct));
        var input = new CreateEnclave(form.Template, form.Name, Enum.TryParse<EnclaveKind>(form.Kind, out var kind) ? kind : null, NamedPlace.Find(form.Place, register, view.Actor, errors, "place"),
            NamedPlace.Find(form.Host, register, view.Actor, errors, "host"), TypedDay.Read(form.From, "from", errors), Sums.Read(form.Mu, "mu", errors));
        var made = errors.Refusal is { } wrong ? wrong : await CreateEnclave.Handle(input, with.Places, with.Db, view.Actor, with.Clock, ct);
        return made.Problem is { } problem ? problem.Status is 401 or 403 ? Html.Refused(view, problem) : Page(view, form, problem) : Html.Go($"/enclaves/{made.Value.Id}/contract");
    }

    private static IResult Page(View view, Form form, Problem? problem) => Html.Show<EnclaveFormPage, Shown>(view, view.Say("enclaves.new"), new(form, problem), problem?.Status ?? 200);
}
