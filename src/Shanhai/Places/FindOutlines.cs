using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Shanhai.Places;

/// <summary>
/// The outlines of one level below a place as a GeoJSON collection, each with code and name. Anybody may. The answer carries an ETag of the
/// register and the loaded files, so that a browser asks once.
/// </summary>
public static class FindOutlines
{
    public static async Task<IResult> Handle(PlaceCode? under, Level? level, CurrentRegister current, Db db, Actor actor, HttpContext http, IProblemWriter problems, CancellationToken ct)
    {
        if (actor.Refuses(PlacesModule.View) is { } no)
        {
            await problems.Write(http, no);
            return TypedResults.Empty;
        }

        var area = under ?? PlaceCode.Nation;
        var (first, last) = (area.First, area.Last);
        var register = await current.Read(db, ct);
        var newest = await db.OutlineSources.AsNoTracking().OrderByDescending(s => s.LoadedAt).Select(s => s.LoadedAt).FirstOrDefaultAsync(ct);
        var tag = new EntityTagHeaderValue($"\"{register.Version}-{newest.ToUnixTimeMilliseconds()}-{area}-{level}\"");
        http.Response.Headers.ETag = tag.ToString();
        http.Response.Headers.CacheControl = "public, max-age=0, must-revalidate";
        if (http.Request.GetTypedHeaders().IfNoneMatch.Any(t => t.Compare(tag, useStrongComparison: false)))
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        var outlines = await db.Outlines.AsNoTracking().Where(o => o.Place >= first && o.Place <= last).OrderBy(o => o.Place).ToListAsync(ct);
        var json = new StringBuilder("{\"type\":\"FeatureCollection\",\"features\":[");
        foreach (var outline in outlines.Where(o => level is null || o.Place.Level == level))
        {
            var name = register.Find(outline.Place) is >= 0 and var i ? register.Name(i) : "";
            json.Append(json[^1] == '[' ? "" : ",").Append("{\"type\":\"Feature\",\"properties\":{\"code\":\"").Append(outline.Place).Append("\",\"name\":")
                .Append(System.Text.Json.JsonSerializer.Serialize(name)).Append("},\"geometry\":").Append(outline.Geometry).Append('}');
        }
        return TypedResults.Text(json.Append("]}").ToString(), "application/geo+json", Encoding.UTF8);
    }
}
