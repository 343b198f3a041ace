using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Shanhai.Host.Persistence;

/// <summary>
/// The table of facts is stored in the order of its key, without a row number of its own: half the size, and a whole column of figures
/// is one run of pages. The framework has no word for it, nor for a full-text index, so the statements are completed here.
/// </summary>
internal sealed class SqliteTables(MigrationsSqlGeneratorDependencies dependencies, IRelationalAnnotationProvider annotations)
    : SqliteMigrationsSqlGenerator(dependencies, annotations)
{
    protected override void Generate(CreateTableOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        if (operation.Name != "facts")
        {
            base.Generate(operation, model, builder, terminate);
            return;
        }
        base.Generate(operation, model, builder, terminate: false);
        builder.Append(" WITHOUT ROWID").AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator);
        EndStatement(builder);
    }

    /// <summary>An index on grams is a full-text table here. It keeps no texts and no positions: triggers hand the grams on, and nothing of them stays in the row.</summary>
    protected override void Generate(CreateIndexOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        if (operation.Columns is not ["grams"])
        {
            base.Generate(operation, model, builder, terminate);
            return;
        }
        var (table, grams) = (operation.Table, operation.Table + "_grams");
        var take = $"INSERT INTO {grams}(rowid, grams) VALUES (NEW.number, NEW.grams); UPDATE {table} SET grams = '[]' WHERE number = NEW.number;";
        foreach (var statement in new[]
        {
            $"CREATE VIRTUAL TABLE {grams} USING fts5(grams, content='', contentless_delete=1, detail=none, tokenize='ascii')",
            $"CREATE TRIGGER {table}_taken AFTER INSERT ON {table} BEGIN {take} END",
            $"CREATE TRIGGER {table}_renewed AFTER UPDATE OF grams ON {table} WHEN NEW.grams <> '[]' BEGIN DELETE FROM {grams} WHERE rowid = NEW.number; {take} END",
            $"CREATE TRIGGER {table}_gone AFTER DELETE ON {table} BEGIN DELETE FROM {grams} WHERE rowid = OLD.number; END",
        })
        {
            builder.Append(statement).AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator);
            EndStatement(builder);
        }
    }
}
