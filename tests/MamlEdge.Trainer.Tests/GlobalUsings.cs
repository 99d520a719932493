global using MamlEdge.Tests;
global using Xunit;
