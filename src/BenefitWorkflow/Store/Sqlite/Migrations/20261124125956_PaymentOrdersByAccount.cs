using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BenefitWorkflow.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class PaymentOrdersByAccount : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_payment_orders_account_hash",
                table: "payment_orders",
                column: "account_hash");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_payment_orders_account_hash",
                table: "payment_orders");
        }
    }
}
