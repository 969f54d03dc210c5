using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using BenefitWorkflow.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Http;

public sealed class When_a_wrong_role_posts_garbage
{
    [Fact]
    public async Task Should_tell_of_the_role_and_not_of_the_garbage()
    {
        await using var service = await RunningService.StartAsync();
        var paths = new List<string>();
        foreach (var endpoint in service.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("POST") != true) continue;
            var roles = endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>().SelectMany(policy => policy.Requirements).OfType<RolesAuthorizationRequirement>().ToList();
            if (roles.Count == 0) continue;
            var path = Regex.Replace(endpoint.RoutePattern.RawText!, @"\{\w+(:\w+)?\}", "1");
            paths.Add(path);
            var outsider = Roles.Assignable.First(role => !roles[0].AllowedRoles.Contains(role));
            using var garbage = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("multipart/form-data") == true
                ? new MultipartFormDataContent { { new StringContent("x"), "nothing" } } as HttpContent
                : new StringContent("{\"items\":[", Encoding.UTF8, "application/json");
            using var response = await (await service.AsAsync(outsider)).PostAsync(path, garbage);
            Assert.Equal("identity.role-required", (await Problem.ReadAsync(response, HttpStatusCode.Forbidden)).Code);
        }
        Assert.Contains("/api/payment-batches", paths);
        Assert.Contains("/api/bank-results", paths);
        Assert.Contains("/api/imports", paths);
        Assert.Contains("/api/cases/approve", paths);
        Assert.Contains("/api/budgets/adjustments", paths);
    }

    [Fact]
    public async Task Should_still_tell_who_may_of_the_garbage()
    {
        await using var service = await RunningService.StartAsync();
        var preparer = await service.AsAsync(Roles.FinancePreparer);
        var problem = await Problem.PostAsync(preparer, "/api/payment-batches", new StringContent("{", Encoding.UTF8, "application/json"), HttpStatusCode.BadRequest);
        Assert.Equal("request.malformed", problem.Code);
    }
}
