from django.urls import path

from .views import webhook

app_name = 'proctoring_events'
urlpatterns = [path('webhook', webhook, name='webhook')]
