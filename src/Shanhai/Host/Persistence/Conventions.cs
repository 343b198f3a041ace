using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Shanhai.Host.Persistence;

/// <summary>How our value types are stored, and how tables and columns are named, once for every entity.</summary>
internal static partial class Conventions
{
    public static void Types(ModelConfigurationBuilder builder, Type context)
    {
        builder.Properties<PlaceCode>().HaveConversion<PlaceCodeColumn>();
        builder.Properties<Period>().HaveConversion<PeriodColumn>();
        // SQLite cannot compare or order DateTimeOffset; a UTC DateTime compares the same way in both databases.
        builder.Properties<DateTimeOffset>().HaveConversion<InstantColumn>();
        foreach (var id in IdTypes(context))
        {
            builder.Properties(id).HaveConversion(typeof(IdColumn<>).MakeGenericType(id.GetGenericArguments()));
        }
    }

    public static void Names(ModelBuilder builder)
    {
        // What is stored as JSON inside a column (a passkey's data) has no names of its own.
        foreach (var entity in builder.Model.GetEntityTypes().Where(e => !e.IsMappedToJson()))
        {
            var table = entity.GetTableName();
            if (table is not null)
            {
                entity.SetTableName(Snake(table.Replace("AspNet", "", StringComparison.Ordinal)));
            }
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Snake(property.GetColumnName()));
            }
            foreach (var key in entity.GetKeys())
            {
                key.SetName(Snake(key.GetName()!.Replace("AspNet", "", StringComparison.Ordinal)));
            }
            foreach (var foreign in entity.GetForeignKeys())
            {
                foreign.SetConstraintName(Snake(foreign.GetConstraintName()!.Replace("AspNet", "", StringComparison.Ordinal)));
            }
            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(Snake(index.GetDatabaseName()!.Replace("AspNet", "", StringComparison.Ordinal)));
            }
        }
    }

    private static IEnumerable<Type> IdTypes(Type context) =>
        context.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(p => p.PropertyType)
            .Where(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(DbSet<>))
            .SelectMany(t => t.GetGenericArguments()[0].GetProperties())
            .Select(p => Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType)
            .Where(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(Id<>))
            .Distinct();

    private static string Snake(string name) => Words().Replace(name, "$1_$2").ToLowerInvariant();

    [GeneratedRegex("([a-z0-9])([A-Z])")]
    private static partial Regex Words();

    private sealed class PlaceCodeColumn() : ValueConverter<PlaceCode, long>(c => c.Value, v => new PlaceCode(v));

    private sealed class PeriodColumn() : ValueConverter<Period, int>(p => p.Key, v => Period.FromKey(v));

    private sealed class InstantColumn()
        : ValueConverter<DateTimeOffset, DateTime>(i => i.UtcDateTime, v => new DateTimeOffset(DateTime.SpecifyKind(v, DateTimeKind.Utc)));

    private sealed class IdColumn<T>() : ValueConverter<Id<T>, Guid>(i => i.Value, v => new Id<T>(v));
}
