using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BenefitWorkflow.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class CalendarTablesBankResultLinesPostponedLimits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "report_json",
                table: "bank_result_files");

            migrationBuilder.AddColumn<int>(
                name: "refusals",
                table: "deadlines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "try_again_at",
                table: "deadlines",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "bank_result_lines",
                columns: table => new
                {
                    file_id = table.Column<long>(type: "INTEGER", nullable: false),
                    row = table.Column<int>(type: "INTEGER", nullable: false),
                    end_to_end_id = table.Column<string>(type: "TEXT", nullable: false),
                    result = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    code = table.Column<string>(type: "TEXT", nullable: true),
                    zh = table.Column<string>(type: "TEXT", nullable: true),
                    en = table.Column<string>(type: "TEXT", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bank_result_lines", x => new { x.file_id, x.row });
                });

            migrationBuilder.CreateTable(
                name: "calendar_tables",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    file_name = table.Column<string>(type: "TEXT", nullable: false),
                    year_list = table.Column<string>(type: "TEXT", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    json = table.Column<string>(type: "TEXT", nullable: false),
                    loaded_by = table.Column<string>(type: "TEXT", nullable: false),
                    loaded_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_tables", x => x.id);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "bank_result_lines");

            migrationBuilder.DropTable(
                name: "calendar_tables");

            migrationBuilder.DropColumn(
                name: "refusals",
                table: "deadlines");

            migrationBuilder.DropColumn(
                name: "try_again_at",
                table: "deadlines");

            migrationBuilder.AddColumn<string>(
                name: "report_json",
                table: "bank_result_files",
                type: "TEXT",
                nullable: false,
                defaultValue: "");
        }
    }
}
